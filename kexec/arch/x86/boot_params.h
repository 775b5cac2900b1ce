/* SPDX-License-Identifier: GPL-2.0-only */
/* What the next kernel's boot_params say of the machine, part by part. */
#ifndef KEXEC_ARCH_X86_BOOT_PARAMS_H
#define KEXEC_ARCH_X86_BOOT_PARAMS_H

#include "linux_loader.h"
#include "setup_data.h"

/**
 * describe_map() - the memory map that the next kernel is told
 * @map: empty, to be filled; to be given to memory_map_free()
 * @load: on its way; its core header is placed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int describe_map(struct memory_map *map, const struct load *load, struct error *error);

/**
 * describe_memory() - the memory map
 * @load: on its way; its core header is placed
 * @boot_params: where the map goes
 * @chain: where goes what there's no room for
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int describe_memory(struct load *load, uint8_t *boot_params, struct setup_data *chain,
		    struct error *error);

/**
 * describe_screen() - the screen, as it is now
 * @load: on its way
 * @boot_params: where it goes
 */
void describe_screen(const struct load *load, uint8_t *boot_params);

/**
 * describe_efi() - EFI, if the kernel can take it over
 * @load: on its way
 * @boot_params: where it goes
 * @chain: where the rest of it goes
 * @error: filled on failure
 *
 * Where the running kernel doesn't show what is needed there's none.
 * Return: 0 or -1.
 */
int describe_efi(struct load *load, uint8_t *boot_params, struct setup_data *chain,
		 struct error *error);

#endif
