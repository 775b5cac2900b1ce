// SPDX-License-Identifier: GPL-2.0-only
/* The headers, notes and page tables of dumps whose log is one line. */
#include "core.h"

#define LOG  CORE_FREE
#define LINE "<6>a line\n"

/* Adds a log of Linux before 3.5, which is the shortest to write, at @at in memory. */
static void add_log(uint64_t virtual, uint64_t at)
{
	core_info(
		"SYMBOL(log_buf)=%llx\nSYMBOL(log_buf_len)=%llx\nSYMBOL(log_end)=%llx\nSYMBOL(logged_chars)=%llx\n",
		(unsigned long long)virtual, (unsigned long long)virtual + 8,
		(unsigned long long)virtual + 12, (unsigned long long)virtual + 16);
	core_word(at, virtual + 32);
	core_put(at + 8, 4, 16);
	core_put(at + 12, 4, strlen(LINE));
	core_put(at + 16, 4, strlen(LINE));
	core_bytes(at + 32, LINE, strlen(LINE));
}

static void start_dump(unsigned int word)
{
	core_start(word);
	add_log(CORE_VIRTUAL + LOG, LOG);
}

static void prints_file(const char *text)
{
	core_print_file();
	ck_assert_str_eq(core.error.text, "");
	ck_assert_int_eq(core.result, 0);
	ck_assert_str_eq(core.text, text);
}

static void fails_file(const char *failure)
{
	core_print_file();
	ck_assert_int_eq(core.result, -1);
	ck_assert_str_eq(core.error.text, failure);
	ck_assert_str_eq(core.text ? core.text : "", "");
}

/* --- headers ------------------------------------------------------------------------ */

START_TEST(test_kinds)
{
	start_dump(_i == 1 ? 4 : 8);
	if (_i == 2)
		core.wide = false;
	core_prints(LINE);
}
END_TEST

START_TEST(test_no_core)
{
	start_dump(8);
	core_make();
	core_number(core.file + 16, 2, ET_EXEC);
	fails_file("dump: is an ELF file, but not a core dump");
}
END_TEST

static const struct {
	unsigned int offset, size;
	uint64_t value;
	const char *start;
} headers[] = {
	{ 4, 1, 3, "dump: its ELF header cannot be read: " },
	{ 5, 1, 0, "dump: its ELF header cannot be read: " },
	{ 32, 8, CORE_FILE, "dump: its program headers cannot be read: " },
	{ 32, 8, UINT64_MAX, "dump: its program headers cannot be read: " },
	{ 56, 2, 0, "dump: has no VMCOREINFO note (" },
	{ 56, 2, 65534, "dump: its program headers cannot be read: " },
};

START_TEST(test_header)
{
	start_dump(8);
	core_make();
	core_number(core.file + headers[_i].offset, headers[_i].size, headers[_i].value);
	core_print_file();
	ck_assert_int_eq(core.result, -1);
	ck_assert_msg(!strncmp(core.error.text, headers[_i].start, strlen(headers[_i].start)), "%s",
		      core.error.text);
}
END_TEST

/* A file that is cut short is refused, unless all of its log is there. */
START_TEST(test_cut)
{
	size_t whole;

	start_dump(8);
	core_make();
	whole = core.size;
	for (core.size = 4; core.size < whole; core.size += core.size < 0x800 ? 1 : 509) {
		core_print_file();
		if (core.size >= CORE_DATA + LOG + 64)
			break;
		ck_assert_int_eq(core.result, -1);
		ck_assert_str_ne(core.error.text, "");
	}
	ck_assert_str_eq(core.text, LINE);
	core.size = CORE_DATA + LOG + 10;
	fails_file(
		"dump: is cut short: it has 28682 bytes (4 bytes at offset 28680 were expected)");
}
END_TEST

/* --- notes ----------------------------------------------------------------------------- */

START_TEST(test_second_notes)
{
	size_t size;

	start_dump(8);
	core_make();
	core_header(3);
	core_phdr(2, PT_LOAD, CORE_DATA, 0, 0, CORE_MEMORY, CORE_MEMORY);
	core_phdr(0, PT_NOTE, CORE_NOTES, 0, 0, core_note(core.file + CORE_NOTES, "CORE", "x", 1),
		  0);
	size = core_note(core.file + CORE_NOTES + 100, "VMCOREINFO_XEN", "no", 2);
	size += core_note(core.file + CORE_NOTES + 100 + size, "VMCOREINF", "no", 2);
	size += core_note(core.file + CORE_NOTES + 100 + size, "VMCOREINFO", core.info,
			  strlen(core.info));
	core_phdr(1, PT_NOTE, CORE_NOTES + 100, 0, 0, size, 0);
	prints_file(LINE);
}
END_TEST

/* Lengths that lead out of the notes. */
START_TEST(test_note_damage)
{
	static const struct {
		unsigned int at;
		uint32_t value;
	} damages[] = {
		{ 0, 0xfffffff0 }, { 4, 0xfffffff0 }, { 0, 1u << 20 },
		{ 4, 1u << 20 },   { 32, 5 },         { 36, 0x7fffffff },
	};

	start_dump(8);
	core_make();
	core_number(core.file + CORE_NOTES + damages[_i].at, 4, damages[_i].value);
	fails_file(
		"dump: has no VMCOREINFO note (a dump of a kernel's memory was expected; QEMU writes the note only with -device vmcoreinfo)");
}
END_TEST

START_TEST(test_large_notes)
{
	start_dump(8);
	core_make();
	core_phdr(0, PT_NOTE, CORE_NOTES, 0, 0, 1u << 30, 0);
	fails_file("dump: its notes take 1073741824 bytes (64 MiB at most were expected)");
	core_phdr(0, PT_NOTE, CORE_NOTES, 0, 0, 1u << 20, 0);
	core_print_file();
	ck_assert_int_eq(core.result, -1);
	ck_assert(!strncmp(core.error.text, "dump: its notes cannot be read: ", 32));
}
END_TEST

/* Values of SYMBOL(log_buf) that are not numbers. */
static const char *const odd_numbers[] = {
	"", "xyz", "-1", " 1", "+1", "0xffffffff80003000", "ffffffff80003000 ", "1ffffffffffffffff"
};

START_TEST(test_odd_number)
{
	start_dump(8);
	core_forget("SYMBOL(log_buf)");
	core_info("SYMBOL(log_buf)=%s\n", odd_numbers[_i]);
	core_fails("", "dump: its VMCOREINFO has no SYMBOL(log_buf), or its value is not a number");
}
END_TEST

START_TEST(test_no_log)
{
	core_start(8);
	core_fails(
		"",
		"dump: its VMCOREINFO does not say where the log is (SYMBOL(prb), SYMBOL(log_first_idx) or SYMBOL(logged_chars) was expected)");
}
END_TEST

/* --- segments --------------------------------------------------------------------------- */

/* The log lies in three segments, one of which is zeros that the file does not hold. */
START_TEST(test_segments)
{
	start_dump(8);
	core_put(LOG + 8, 4, 8192);
	core_put(LOG + 12, 4, 4100);
	core_put(LOG + 16, 4, 4100);
	core_bytes(LOG + 32 + 4096, "end\n", 4);
	core_make();
	core_header(5);
	core_phdr(1, PT_LOAD, CORE_DATA, 0, 0, LOG + 40, LOG + 40);
	/* The zeros at the end of this segment overlap the next one, and are not read. */
	core_phdr(2, PT_LOAD, CORE_DATA + LOG + 40, 0, LOG + 40, 2, 4096 - 8);
	core_phdr(3, PT_LOAD, CORE_DATA + LOG + 4096 + 32, 0, LOG + 4096 + 32, 100, 100);
	core_phdr(4, PT_LOAD, CORE_DATA, 0, UINT64_MAX - 100, 4096, 4096);
	core_print_file();
	ck_assert_str_eq(core.error.text, "");
	ck_assert_int_eq(core.result, 0);
	ck_assert_uint_eq(strlen(core.text), 10 + 4 * (4096 - 10) + 4);
	ck_assert(!strncmp(core.text, LINE "\\x00\\x00", 18));
	ck_assert_str_eq(core.text + strlen(core.text) - 8, "\\x00end\n");
}
END_TEST

/* Segments with impossible offsets and sizes are ignored. */
START_TEST(test_odd_segments)
{
	start_dump(8);
	core_make();
	core_header(5);
	core_phdr(1, PT_LOAD, CORE_DATA, 0, 1, UINT64_MAX, UINT64_MAX);
	core_phdr(2, PT_LOAD, UINT64_MAX - 4, 0, 0, CORE_MEMORY, CORE_MEMORY);
	core_phdr(3, PT_LOAD, CORE_DATA, 0, 0, 0, 0);
	core_phdr(4, PT_LOAD, CORE_DATA, 0, 0, CORE_MEMORY, CORE_MEMORY);
	prints_file(LINE);
}
END_TEST

START_TEST(test_missing)
{
	start_dump(8);
	core_make();
	core_phdr(1, PT_LOAD, CORE_DATA, 0, 0, CORE_TOP, CORE_TOP);
	fails_file("dump: does not contain physical address 0x1ff8");
	core_phdr(1, PT_LOAD, CORE_DATA + CORE_FILE, 0, 0, CORE_MEMORY, CORE_MEMORY);
	fails_file(
		"dump: is cut short: it has 147456 bytes (8 bytes at offset 172024 were expected)");
}
END_TEST

/* --- page tables --------------------------------------------------------------------------- */

#define TABLE(n) (0x10000u + 0x1000u * (n))

static void put_table_entry(uint64_t table, uint64_t virtual, int level, uint64_t value)
{
	core_put(table + 8 * (virtual >> (12 + 9 * (level - 1)) & 511), 8, value);
}

/* Maps the log at a virtual address by page tables of @levels, with a page of level @last. */
static void map_log(uint64_t virtual, int levels, int last, uint64_t encrypted)
{
	int level;

	core_start(8);
	core_forget("NUMBER(pgtable_l5_enabled)");
	core_info("NUMBER(pgtable_l5_enabled)=%d\n", levels == 5);
	core_forget("SYMBOL(swapper_pg_dir)");
	core_symbol("swapper_pg_dir", TABLE(0));
	for (level = levels; level > last; level--)
		put_table_entry(TABLE(levels - level), virtual, level,
				TABLE(levels - level + 1) | encrypted | 0x63);
	put_table_entry(TABLE(levels - last), virtual, last,
			(last == 1 ? LOG & -0x1000u : 0) | encrypted |
				(last == 1 ? 0x163 : 0x10e3) | 1ull << 63);
	add_log(virtual, LOG);
}

static const uint64_t addresses[] = {
	0xffffffff80000000, 0xffffffff9dc00000, 0xffff888000000000,
	0xffffffffc0000000, 0xff11000000000000, 0x12345000,
};

static uint64_t place_log(int i, int last)
{
	uint64_t size = 1ull << (12 + 9 * (last - 1));

	return (addresses[i] & -size) + (LOG & (size - 1));
}

START_TEST(test_levels)
{
	int last, levels;

	for (levels = 4; levels <= 5; levels++) {
		for (last = 1; last <= 3; last++) {
			if (levels == 4 && addresses[_i] == 0xff11000000000000)
				continue;
			map_log(place_log(_i, last), levels, last, 0);
			core_prints(LINE);
		}
	}
}
END_TEST

/* The page size bit counts only at levels that have large pages. */
START_TEST(test_large_bit)
{
	map_log(0xffffffff9dc00000, 5, 1, 0);
	put_table_entry(TABLE(0), 0xffffffff9dc00000, 5, TABLE(1) | 0xe3);
	put_table_entry(TABLE(1), 0xffffffff9dc00000, 4, TABLE(2) | 0xe3);
	core_prints(LINE);
}
END_TEST

/* Virtual addresses that are not canonical. */
START_TEST(test_not_canonical)
{
	map_log(0xff11000000000000, 4, 1, 0);
	core_fails("", "dump: nothing is mapped at virtual address 0xff11000000000000");
	map_log(0xfe11000000000000, 5, 1, 0);
	core_fails("", "dump: nothing is mapped at virtual address 0xfe11000000000000");
}
END_TEST

START_TEST(test_not_present)
{
	int level;

	for (level = 1; level <= 4; level++) {
		map_log(0xffffffff9dc00000, 4, 1, 0);
		put_table_entry(TABLE(4 - level), 0xffffffff9dc00000, level, TABLE(1) | 0x62);
		core_fails("", "dump: nothing is mapped at virtual address 0xffffffff9dc00000");
	}
}
END_TEST

START_TEST(test_encrypted)
{
	map_log(0xffffffff9dc00000, 4, 1, 1ull << 47);
	core_fails("", "dump: does not contain physical address 0x800000011ff0");
	core_info("NUMBER(sme_mask)=%llu\n", 1ull << 47);
	core_prints(LINE);
}
END_TEST

/* The walk of a page table that points to itself ends with the last level. */
START_TEST(test_own_table)
{
	core_start(8);
	put_table_entry(CORE_TOP, 0, 4, CORE_TOP | 0x63);
	add_log(LOG, 0x4000);
	core_fails("", "dump: nothing is mapped at virtual address 0x3000");
}
END_TEST

/* KASLR moves the kernel up or down from the address that it was linked for. */
START_TEST(test_phys_base)
{
	static const long long moved[] = { 0x8000, -0x8000 };

	start_dump(8);
	core_forget("NUMBER(phys_base)");
	core_forget("SYMBOL(swapper_pg_dir)");
	core_info("NUMBER(phys_base)=%lld\n", moved[_i]);
	core_symbol("swapper_pg_dir", CORE_TOP - moved[_i]);
	if (moved[_i] > 0)
		core_fails(
			"",
			"dump: its VMCOREINFO does not say where the page tables are (SYMBOL(swapper_pg_dir) was expected)");
	else
		core_prints(LINE);
}
END_TEST

/* Linux before 4.11. */
START_TEST(test_phys_base_in_header)
{
	start_dump(8);
	core_forget("NUMBER(phys_base)");
	core_fails(
		"",
		"dump: neither its VMCOREINFO nor its headers say where the kernel was loaded (NUMBER(phys_base) was expected)");
	core_make();
	core_header(3);
	core_phdr(2, PT_LOAD, CORE_DATA + CORE_TOP, CORE_VIRTUAL + CORE_TOP, CORE_TOP, 0x1000,
		  0x1000);
	prints_file(LINE);
}
END_TEST

START_TEST(test_top_symbol)
{
	static const char *const names[] = { "init_top_pgt", "init_level4_pgt" };

	start_dump(8);
	core_forget("SYMBOL(swapper_pg_dir)");
	core_fails(
		"",
		"dump: its VMCOREINFO does not say where the page tables are (SYMBOL(swapper_pg_dir) was expected)");
	core_symbol(names[_i], CORE_TOP);
	core_prints(LINE);
}
END_TEST

static void add_dump_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_kinds, 0, 3);
	tcase_add_test(tests, test_no_core);
	tcase_add_loop_test(tests, test_header, 0, COUNT(headers));
	tcase_add_test(tests, test_cut);
	tcase_add_test(tests, test_second_notes);
	tcase_add_loop_test(tests, test_note_damage, 0, 6);
	tcase_add_test(tests, test_large_notes);
	tcase_add_loop_test(tests, test_odd_number, 0, COUNT(odd_numbers));
	tcase_add_test(tests, test_no_log);
	tcase_add_test(tests, test_segments);
	tcase_add_test(tests, test_odd_segments);
	tcase_add_test(tests, test_missing);
	tcase_add_loop_test(tests, test_levels, 0, COUNT(addresses));
	tcase_add_test(tests, test_large_bit);
	tcase_add_test(tests, test_not_canonical);
	tcase_add_test(tests, test_not_present);
	tcase_add_test(tests, test_encrypted);
	tcase_add_test(tests, test_own_table);
	tcase_add_loop_test(tests, test_phys_base, 0, 2);
	tcase_add_test(tests, test_phys_base_in_header);
	tcase_add_loop_test(tests, test_top_symbol, 0, 2);
}

int main(void)
{
	return run_tests("dump", add_dump_tests);
}
