// SPDX-License-Identifier: GPL-2.0-only
#include "identity_page_tables.h"

#include <string.h>

#include "util_lib/little_endian.h"

/*
 * Bits of an entry: Intel SDM volume 3, tables 4-14 to 4-18.  "Accessed" and "dirty" are set from
 * the start, because the tables are sealed and the CPU would set these bits.
 */
#define PRESENT    0x01u
#define WRITABLE   0x02u
#define ACCESSED   0x20u
#define DIRTY      0x40u
#define LARGE      0x80u
#define TABLE      (PRESENT | WRITABLE | ACCESSED)
#define LARGE_PAGE (PRESENT | WRITABLE | ACCESSED | DIRTY | LARGE)

#define LARGE_PAGE_SIZE 0x200000ull
#define ENTRIES         512
#define GIB             (1ull << 30)
#define TOP_SHIFT       39

/* Entry @entry of table @from points to table @to; sorted by the offset of the entry. */
static const struct {
	unsigned int from, entry, to;
} pointers[X86_IDENTITY_MAP_POINTERS] = {
	{ X86_TOP_4LEVEL, 0, X86_LEVEL_3 },  { X86_TOP_5LEVEL, 0, X86_TOP_4LEVEL },
	{ X86_LEVEL_3, 0, X86_LEVEL_2 },     { X86_LEVEL_3, 1, X86_LEVEL_2 + 1 },
	{ X86_LEVEL_3, 2, X86_LEVEL_2 + 2 }, { X86_LEVEL_3, 3, X86_LEVEL_2 + 3 },
};

uint64_t x86_identity_map_pointer(unsigned int n)
{
	return pointers[n].from * X86_PAGE_TABLE_SIZE + pointers[n].entry * 8;
}

static void put_table_pointer(uint8_t *tables, uint64_t address, unsigned int from,
			      unsigned int entry, unsigned int to)
{
	put64(tables + from * X86_PAGE_TABLE_SIZE + entry * 8,
	      (address + to * X86_PAGE_TABLE_SIZE) | TABLE);
}

static void map_large_pages(uint8_t *tables, uint64_t start, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		put64(tables + i * 8, (start + i * LARGE_PAGE_SIZE) | LARGE_PAGE);
}

void x86_identity_map(uint8_t *tables, uint64_t address)
{
	unsigned int i;

	memset(tables, 0, X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE);
	for (i = 0; i < X86_IDENTITY_MAP_POINTERS; i++)
		put_table_pointer(tables, address, pointers[i].from, pointers[i].entry,
				  pointers[i].to);
	map_large_pages(tables + X86_LEVEL_2 * X86_PAGE_TABLE_SIZE, 0, 4 * ENTRIES);
}

void x86_identity_map_and_one(uint8_t *tables, uint64_t address, uint64_t one)
{
	unsigned int level_3 = X86_LEVEL_3, level_2 = X86_IDENTITY_MAP_PAGES + 1;

	x86_identity_map(tables, address);
	memset(tables + X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE, 0, 2 * X86_PAGE_TABLE_SIZE);
	if (one < 4 * GIB)
		return;
	if (one >> TOP_SHIFT) {
		level_3 = X86_IDENTITY_MAP_PAGES;
		put_table_pointer(tables, address, X86_TOP_4LEVEL, one >> TOP_SHIFT, level_3);
	}
	put_table_pointer(tables, address, level_3, one / GIB % ENTRIES, level_2);
	map_large_pages(tables + level_2 * X86_PAGE_TABLE_SIZE, one / GIB * GIB, ENTRIES);
}
