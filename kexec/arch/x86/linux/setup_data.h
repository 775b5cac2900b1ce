/* SPDX-License-Identifier: GPL-2.0-only */
/* The linked list of items that extends boot_params (boot.rst, "setup_data"). */
#ifndef KEXEC_ARCH_X86_SETUP_DATA_H
#define KEXEC_ARCH_X86_SETUP_DATA_H

#include "kexec/load/loader.h"

/**
 * struct setup_data - a list of setup_data items that is placed as one segment
 * @bytes: items, each at a multiple of 8; owned by the load
 * @size: bytes used of @bytes
 * @capacity: size of @bytes
 */
struct setup_data {
	uint8_t *bytes;
	size_t size;
	size_t capacity;
};

/**
 * setup_data_add() - append an item
 * @chain: list of items; all zeros if empty
 * @load: load that owns the memory
 * @type: X86_SETUP_*
 * @size: size of the item's data, in bytes
 * @error: filled on failure
 *
 * Return: the item's data, zeroed, to be filled before the next call; or NULL.
 */
uint8_t *setup_data_add(struct setup_data *chain, struct load *load, uint32_t type, size_t size,
			struct error *error);

/**
 * setup_data_place() - place the items and link them
 * @chain: list of items; an empty one is not placed
 * @load: load to which the segment is added
 * @boot_params: zero page whose setup_data is set
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int setup_data_place(struct setup_data *chain, struct load *load, uint8_t *boot_params,
		     struct error *error);

#endif
