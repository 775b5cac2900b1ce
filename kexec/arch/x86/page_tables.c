// SPDX-License-Identifier: GPL-2.0-only
#include "page_tables.h"

#include <string.h>

#include "../../../util_lib/little_endian.h"

/*
 * Intel SDM volume 3, tables 4-14 to 4-18.  "Accessed" and "dirty" are set
 * from the start: else the CPU would set them, and the tables are sealed.
 */
#define PRESENT		0x01u
#define WRITABLE	0x02u
#define ACCESSED	0x20u
#define DIRTY		0x40u
#define LARGE		0x80u
#define TABLE		(PRESENT | WRITABLE | ACCESSED)
#define LARGE_PAGE	(PRESENT | WRITABLE | ACCESSED | DIRTY | LARGE)

#define LARGE_PAGE_SIZE	0x200000ull
#define ENTRIES		512

static void point(uint8_t *tables, uint64_t address, unsigned int from,
		  unsigned int entry, unsigned int to)
{
	put64(tables + from * X86_PAGE_TABLE_SIZE + entry * 8,
	      (address + to * X86_PAGE_TABLE_SIZE) | TABLE);
}

void x86_identity_map(uint8_t *tables, uint64_t address)
{
	unsigned int i;

	memset(tables, 0, X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE);
	point(tables, address, X86_TOP_5LEVEL, 0, X86_TOP_4LEVEL);
	point(tables, address, X86_TOP_4LEVEL, 0, X86_LEVEL_3);
	for (i = 0; i < 4; i++)
		point(tables, address, X86_LEVEL_3, i, X86_LEVEL_2 + i);
	for (i = 0; i < 4 * ENTRIES; i++)
		put64(tables + X86_LEVEL_2 * X86_PAGE_TABLE_SIZE + i * 8,
		      i * LARGE_PAGE_SIZE | LARGE_PAGE);
}
