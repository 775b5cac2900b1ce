/* SPDX-License-Identifier: GPL-2.0-only */
/* What boot_params has no room for: a chain of items (boot.rst, "setup_data"). */
#ifndef KEXEC_ARCH_X86_SETUP_DATA_H
#define KEXEC_ARCH_X86_SETUP_DATA_H

#include "kexec/load/loader.h"

/**
 * struct setup_data - such a chain, in one piece
 * @bytes: owned by the load; each item at a multiple of 8
 * @size: in bytes
 * @room: of @bytes
 */
struct setup_data {
	uint8_t *bytes;
	size_t size;
	size_t room;
};

/**
 * setup_data_add() - one more item
 * @chain: zeros at first
 * @load: owns its memory
 * @type: X86_SETUP_*
 * @size: of its data
 * @error: filled on failure
 *
 * Return: where its data, now zeros, is to be put before the next item is added;
 * or NULL.
 */
uint8_t *setup_data_add(struct setup_data *chain, struct load *load, uint32_t type, size_t size,
			struct error *error);

/**
 * setup_data_place() - place the chain, and link its items
 * @chain: may be empty
 * @load: where it's placed
 * @boot_params: told of it
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int setup_data_place(struct setup_data *chain, struct load *load, uint8_t *boot_params,
		     struct error *error);

#endif
