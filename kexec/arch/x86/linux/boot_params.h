/* SPDX-License-Identifier: GPL-2.0-only */
/* The fields of the next kernel's boot_params that depend on the machine. */
#ifndef KEXEC_ARCH_X86_BOOT_PARAMS_H
#define KEXEC_ARCH_X86_BOOT_PARAMS_H

#include "kexec/load/loader.h"

#include "bzimage.h"
#include "setup_data.h"

/**
 * boot_params_fill_machine() - fill the fields that depend on the running machine
 * @load: kernel being loaded, with free memory left
 * @boot_params: X86_ZERO_PAGE_SIZE bytes, filled by x86_fill_boot_params()
 * @image: parsed kernel
 * @error: filled on failure
 *
 * The fields are the memory map, ACPI's root pointer, the screen, EFI and EDD.  The setup_data
 * items, a seed and the device tree among them, are placed as a segment.
 *
 * Return: 0, or -1 with @error filled.
 */
int boot_params_fill_machine(struct load *load, uint8_t *boot_params, const struct bzimage *image,
			     struct error *error);

/**
 * boot_params_add_files() - add the setup_data items that any kernel is passed
 * @load: kernel being loaded, with free memory left
 * @boot_params: at least the setup header, at its offset in the zero page
 * @error: filled on failure
 *
 * The items are a seed of the random number generator and the device tree.
 *
 * Return: 0, or -1 with @error filled.
 */
int boot_params_add_files(struct load *load, uint8_t *boot_params, struct error *error);

/**
 * x86_next_memory_map() - build the memory map of the next kernel
 * @map: empty map, to be filled; freed by memory_map_free()
 * @load: kernel being loaded, with its elfcorehdr placed
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_next_memory_map(struct memory_map *map, const struct load *load, struct error *error);

/**
 * boot_params_fill_e820() - fill in the memory map
 * @load: kernel being loaded, with its elfcorehdr placed
 * @boot_params: zero page, whose e820_table is filled
 * @chain: list to which the entries beyond X86_E820_MAX are added
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int boot_params_fill_e820(struct load *load, uint8_t *boot_params, struct setup_data *chain,
			  struct error *error);

/**
 * boot_params_fill_screen() - fill in the screen in its present mode
 * @load: kernel being loaded
 * @boot_params: zero page, whose screen_info is filled
 */
void boot_params_fill_screen(const struct load *load, uint8_t *boot_params);

/**
 * boot_params_fill_efi() - fill in EFI, for a kernel with XLF_EFI_KEXEC
 * @load: kernel being loaded
 * @boot_params: zero page, whose efi_info is filled
 * @chain: list to which SETUP_EFI is added
 * @error: filled on failure
 *
 * EFI is left out if the running kernel does not show the data that this needs.
 *
 * Return: 0, or -1 with @error filled.
 */
int boot_params_fill_efi(struct load *load, uint8_t *boot_params, struct setup_data *chain,
			 struct error *error);

#endif
