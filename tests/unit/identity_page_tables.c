// SPDX-License-Identifier: GPL-2.0-only
/* Walks the page tables as the CPU does (Intel SDM volume 3, section 4.5). */

#include "kexec/arch/x86/identity_page_tables.h"
#include "util_lib/little_endian.h"
#include "unit.h"

#define GIB          (1ull << 30)
#define ADDRESS_MASK 0x000ffffffffff000ull

#define P     (1u << 0)
#define RW    (1u << 1)
#define US    (1u << 2)
#define PWT   (1u << 3)
#define PCD   (1u << 4)
#define A     (1u << 5)
#define D     (1u << 6)
#define PS    (1u << 7)
#define XD    (1ull << 63)
#define GUARD 0xa5

static uint8_t tables[X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE + 1];
static uint64_t base;

static const uint64_t bases[] = { 0x1000, 0x10001000, 0xffff0000, 0x123456789000 };

static void build_tables(int i)
{
	base = bases[i];
	tables[sizeof(tables) - 1] = GUARD;
	x86_identity_map(tables, base);
	ck_assert_uint_eq(tables[sizeof(tables) - 1], GUARD);
}

static uint64_t read_table_entry(uint64_t table, unsigned int index)
{
	uint64_t offset = table - base + index * 8;

	ck_assert_uint_le(base, table);
	ck_assert_uint_lt(offset, sizeof(tables) - 1);
	return get64(tables + offset);
}

static unsigned int table_index(uint64_t address, int level)
{
	return address >> (12 + 9 * (level - 1)) & 511;
}

/* Return: 0 with @physical set, or -1 for a page fault. */
static int walk_tables(uint64_t top, int levels, uint64_t address, uint64_t *physical)
{
	uint64_t entry, table = top;
	int level;

	for (level = levels; level >= 2; level--) {
		entry = read_table_entry(table, table_index(address, level));
		if (!(entry & P))
			return -1;
		ck_assert_msg(entry & RW && entry & A, "level %d: 0x%llx", level,
			      (unsigned long long)entry);
		ck_assert_msg(!(entry & (US | PWT | PCD | XD)), "level %d: 0x%llx", level,
			      (unsigned long long)entry);
		if (level == 2)
			break;
		ck_assert_msg(!(entry & PS), "level %d: a large page", level);
		table = entry & ADDRESS_MASK;
	}
	ck_assert(entry & PS && entry & D);
	ck_assert_uint_eq(entry & 0x1fe000, 0);
	*physical = (entry & ADDRESS_MASK) | (address & 0x1fffff);
	return 0;
}

static const struct {
	enum x86_identity_map table;
	int levels;
} tops[] = {
	{ X86_TOP_4LEVEL, 4 },
	{ X86_TOP_5LEVEL, 5 },
};

static void assert_identity(int i, uint64_t address)
{
	uint64_t physical = 1;

	ck_assert_msg(!walk_tables(base + tops[i].table * X86_PAGE_TABLE_SIZE, tops[i].levels,
				   address, &physical),
		      "%d levels: 0x%llx faults", tops[i].levels, (unsigned long long)address);
	ck_assert_uint_eq(physical, address);
}

START_TEST(test_samples_are_mapped)
{
	static const uint64_t samples[] = {
		0,           1,        0xfff,       0x1000,
		0xb8000,     0x1fffff, 0x200000,    0x10000000,
		GIB - 1,     GIB,      2 * GIB - 1, 2 * GIB,
		3 * GIB - 1, 3 * GIB,  0xfee00000,  4 * GIB - 0x200000,
		4 * GIB - 1,
	};
	size_t i;

	build_tables(_i);
	for (i = 0; i < COUNT(samples); i++) {
		assert_identity(0, samples[i]);
		assert_identity(1, samples[i]);
	}
}
END_TEST

START_TEST(test_all_is_mapped)
{
	uint64_t address;

	build_tables(_i);
	for (address = 0; address < 4 * GIB; address += 0x200000) {
		assert_identity(0, address);
		assert_identity(1, address);
	}
}
END_TEST

START_TEST(test_nothing_else_is_mapped)
{
	uint64_t physical, shift;
	int i;

	build_tables(_i);
	for (i = 0; i < 2; i++)
		for (shift = 32; shift < 12 + 9 * (uint64_t)tops[i].levels; shift++)
			ck_assert(walk_tables(base + tops[i].table * X86_PAGE_TABLE_SIZE,
					      tops[i].levels, 1ull << shift, &physical));
}
END_TEST

/* Bytes that were in the memory before must not show up in the tables. */
START_TEST(test_old_content_is_gone)
{
	static uint8_t clean[sizeof(tables)];
	size_t i;

	build_tables(_i);
	for (i = 0; i < sizeof(tables); i++)
		clean[i] = tables[i];
	for (i = 0; i < sizeof(tables); i++)
		tables[i] = 0xff;
	build_tables(_i);
	ck_assert_mem_eq(tables, clean, sizeof(tables));
}
END_TEST

static void add_identity_map_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_samples_are_mapped, 0, COUNT(bases));
	tcase_add_loop_test(tests, test_all_is_mapped, 0, COUNT(bases));
	tcase_add_loop_test(tests, test_nothing_else_is_mapped, 0, COUNT(bases));
	tcase_add_loop_test(tests, test_old_content_is_gone, 0, COUNT(bases));
}

int main(void)
{
	return run_tests("identity_map", add_identity_map_tests);
}
