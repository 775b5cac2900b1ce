// SPDX-License-Identifier: GPL-2.0-only
#include "x86_page_tables.h"

#include <elf.h>

/* Intel SDM volume 3, "4-level paging and 5-level paging". */
#define TABLE_BITS   9
#define PAGE_BITS    12
#define PRESENT      (1ull << 0)
#define LARGE        (1ull << 7)
#define ADDRESS_MASK 0x000ffffffffff000ull
/* Entries of levels 2 and 3 can map large pages, of 2 MiB and 1 GiB. */
#define LARGE_LEVEL 3

/*
 * The start of the kernel text mapping, __START_KERNEL_map (Linux,
 * Documentation/arch/x86/x86_64/mm.rst).
 */
#define KERNEL_MAP 0xffffffff80000000ull

/* The name of the top-level table depends on the kernel's version. */
static int find_top_symbol(const struct vmcoreinfo *info, uint64_t *address)
{
	if (vmcoreinfo_get(info, "SYMBOL", "swapper_pg_dir", address) &&
	    vmcoreinfo_get(info, "SYMBOL", "init_top_pgt", address))
		return vmcoreinfo_get(info, "SYMBOL", "init_level4_pgt", address);
	return 0;
}

/* Linux before 4.11 does not export phys_base, but its program headers map the kernel. */
static int find_top_table(struct memory *memory, uint64_t symbol)
{
	uint64_t phys_base, left;

	if (vmcoreinfo_get(&memory->dump->info, "NUMBER", "phys_base", &phys_base))
		return dump_translate(memory->dump, symbol, &memory->top, &left);
	memory->top = symbol - KERNEL_MAP + phys_base;
	return 0;
}

int x86_find_page_tables(struct memory *memory, struct error *error)
{
	const struct dump *dump = memory->dump;
	uint64_t symbol, five = 0, encrypted = 0;

	if (find_top_symbol(&dump->info, &symbol) || symbol < KERNEL_MAP)
		return fail(
			error,
			"%s: its VMCOREINFO does not say where the page tables are (SYMBOL(swapper_pg_dir) was expected)",
			dump->file->path);
	if (find_top_table(memory, symbol))
		return fail(
			error,
			"%s: neither its VMCOREINFO nor its headers say where the kernel was loaded (NUMBER(phys_base) was expected)",
			dump->file->path);
	vmcoreinfo_get(&dump->info, "NUMBER", "pgtable_l5_enabled", &five);
	vmcoreinfo_get(&dump->info, "NUMBER", "sme_mask", &encrypted);
	memory->levels = five ? 5 : 4;
	memory->address_mask = ADDRESS_MASK & ~encrypted;
	return 0;
}

bool x86_is_dump_of_x86_64(const struct dump *dump)
{
	return dump->machine == EM_X86_64 || (dump->machine == EM_386 && dump->word == 8);
}

static bool is_canonical(uint64_t address, int bits)
{
	uint64_t above = address >> (bits - 1);

	return !above || above == UINT64_MAX >> (bits - 1);
}

int x86_walk_page_tables(const struct memory *memory, uint64_t address, struct page *page,
			 struct error *error)
{
	uint64_t entry, table = memory->top;
	int level = memory->levels, shift = PAGE_BITS;
	uint8_t bytes[8];

	if (!is_canonical(address, PAGE_BITS + TABLE_BITS * level))
		return dump_fail_unmapped(memory->dump, address, error);
	for (; level; level--) {
		shift = PAGE_BITS + TABLE_BITS * (level - 1);
		table += 8 * (address >> shift & ((1 << TABLE_BITS) - 1));
		if (dump_read(memory->dump, table, bytes, sizeof(bytes), error))
			return -1;
		entry = dump_number(memory->dump, bytes, sizeof(bytes));
		if (!(entry & PRESENT))
			return dump_fail_unmapped(memory->dump, address, error);
		table = entry & memory->address_mask;
		if (level == 1 || (level <= LARGE_LEVEL && entry & LARGE))
			break;
	}
	page->size = 1ull << shift;
	page->virtual = address & -page->size;
	/* Bit 12 of a large page's entry is its PAT bit, not a part of the address. */
	page->physical = table & -page->size;
	return 0;
}
