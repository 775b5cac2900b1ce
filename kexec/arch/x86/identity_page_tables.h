/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_ARCH_X86_IDENTITY_PAGE_TABLES_H
#define KEXEC_ARCH_X86_IDENTITY_PAGE_TABLES_H

#include <stdint.h>

#define X86_PAGE_TABLE_SIZE 4096u

/* Page tables that map the first 4 GiB to themselves: index of each table's page. */
enum x86_identity_map {
	X86_TOP_4LEVEL, /* CR3 where CR4.LA57 is clear */
	X86_TOP_5LEVEL, /* CR3 where it is set */
	X86_LEVEL_3,
	X86_LEVEL_2, /* four of them, 1 GiB each */
	X86_IDENTITY_MAP_PAGES = X86_LEVEL_2 + 4
};

/* Number of entries that point to another table. */
#define X86_IDENTITY_MAP_POINTERS 6

/**
 * x86_identity_map() - write page tables for the first 4 GiB
 * @tables: X86_IDENTITY_MAP_PAGES pages
 * @address: physical address at which the tables will be
 */
void x86_identity_map(uint8_t *tables, uint64_t address);

/* Number of pages of the tables that also map the GiB around another address. */
#define X86_IDENTITY_MAP_AND_ONE_PAGES (X86_IDENTITY_MAP_PAGES + 2)
/* With four levels, Linux maps 64 TiB of physical memory (x86_64/mm.rst). */
#define X86_IDENTITY_MAP_TOP (1ull << 46)

/**
 * x86_identity_map_and_one() - write page tables for the first 4 GiB and the GiB around an address
 * @tables: X86_IDENTITY_MAP_AND_ONE_PAGES pages
 * @address: physical address at which the tables will be
 * @one: address below X86_IDENTITY_MAP_TOP
 */
void x86_identity_map_and_one(uint8_t *tables, uint64_t address, uint64_t one);

/**
 * x86_identity_map_pointer() - find an entry that depends on the tables' address
 * @n: index, less than X86_IDENTITY_MAP_POINTERS
 *
 * Return: offset of the 8-byte entry in the tables, ascending with @n.
 */
uint64_t x86_identity_map_pointer(unsigned int n);

#endif
