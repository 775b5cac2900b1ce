/* SPDX-License-Identifier: GPL-2.0-only */
/* Entries of the two lists that begin in the zero page: e820 entries and setup_data. */
#ifndef PURGATORY_ARCH_X86_ZERO_PAGE_LISTS_H
#define PURGATORY_ARCH_X86_ZERO_PAGE_LISTS_H

#include <stdint.h>

/**
 * put_e820_entry() - write an entry of a memory map (zero-page.rst, e820_table)
 * @to: X86_E820_ENTRY_SIZE bytes
 * @start: physical address
 * @size: in bytes
 * @type: KEXEC_BAKE_MAP_*, or another of ACPI's types
 */
void put_e820_entry(uint8_t *to, uint64_t start, uint64_t size, uint32_t type);

/**
 * prepend_setup_data() - insert a setup_data before the others (boot.rst, "setup_data")
 * @boot_params: X86_ZERO_PAGE_SIZE bytes
 * @data: X86_SETUP_DATA_HEADER bytes to be filled, followed by @size bytes
 * @type: X86_SETUP_*
 * @size: in bytes
 */
void prepend_setup_data(uint8_t *boot_params, uint8_t *data, uint32_t type, uint32_t size);

#endif
