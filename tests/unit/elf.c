// SPDX-License-Identifier: GPL-2.0-only
/* Reads and places executables that are made from the offsets of the gABI. */
#include "kexec/arch/x86/loaders.h"
#include "kexec/arch/x86/linux/vmlinux.h"
#include "kexec/image/elf.h"
#include "kexec/load/place_program.h"
#include "probing.h"

#define HEADER 64u
#define PHDR   56u
#define CODE   (HEADER + 2 * PHDR)
#define SIZE   (CODE + 0x30)
#define MIB    0x100000ull

static uint8_t good[SIZE];
static struct error error;

static void put_elf_field(size_t offset, unsigned int width, uint64_t value)
{
	put_number(good + offset, width, value);
}

static void put_phdr(unsigned int n, uint64_t offset, uint64_t address, uint64_t stored,
		     uint64_t size)
{
	size_t p = HEADER + n * PHDR;

	put_elf_field(p, 4, 1); /* PT_LOAD */
	put_elf_field(p + 8, 8, offset);
	put_elf_field(p + 16, 8, 0xffffffff80000000 + address);
	put_elf_field(p + 24, 8, address);
	put_elf_field(p + 32, 8, stored);
	put_elf_field(p + 40, 8, size);
}

/* Two parts: 0x20 bytes at 1 MiB, 0x10 of 0x3000 bytes at 2 MiB. */
static void make_elf(void)
{
	memset(good, 0, SIZE);
	memcpy(good, "\177ELF\2\1\1", 7);
	put_elf_field(16, 2, 2);  /* ET_EXEC */
	put_elf_field(18, 2, 62); /* EM_X86_64 */
	put_elf_field(20, 4, 1);
	put_elf_field(24, 8, MIB + 8);
	put_elf_field(32, 8, HEADER);
	put_elf_field(52, 2, HEADER);
	put_elf_field(54, 2, PHDR);
	put_elf_field(56, 2, 2);
	put_phdr(0, CODE, MIB, 0x20, 0x20);
	put_phdr(1, CODE + 0x20, 2 * MIB, 0x10, 0x3000);
	memset(good + CODE, 0x90, SIZE - CODE);
}

START_TEST(test_good)
{
	struct blob file = { good, SIZE };
	struct program program;

	ck_assert_msg(!elf_read(&program, "k", &file, &error), "%s", error.text);
	ck_assert_uint_eq(program.count, 2);
	ck_assert_uint_eq(program.entry, MIB + 8);
	ck_assert_uint_eq(program.parts[0].address, MIB);
	ck_assert_ptr_eq(program.parts[0].content, good + CODE);
	ck_assert_uint_eq(program.parts[0].size, 0x20);
	ck_assert_uint_eq(program.parts[1].stored, 0x10);
	ck_assert_uint_eq(program.parts[1].size, 0x3000);
	ck_assert_uint_eq(program_memory(&program).end, 2 * MIB + 0x3000);
	program_free(&program);
}
END_TEST

#define P0(member) (HEADER + member)
#define P1(member) (HEADER + PHDR + member)

static const struct change changes[] = {
	{ "no ELF", 0, 1, 0x7e, PROBE_NO, "is not an ELF file" },
	{ "big-endian", 5, 1, 2, PROBE_NO, "is not an ELF file" },
	{ "of 32 bits", 4, 1, 1, PROBE_NO, "is an ELF file for another machine" },
	{ "for ARM", 18, 2, 183, PROBE_NO, "is an ELF file for another machine" },
	{ "relocatable", 16, 2, 1, PROBE_BROKEN,
	  "is an ELF file of type 1 (an executable, type 2" },
	{ "position-independent", 16, 2, 3, PROBE_BROKEN, "is an ELF file of type 3" },
	{ "a core file", 16, 2, 4, PROBE_BROKEN, "is an ELF file of type 4" },
	{ "no program headers", 56, 2, 0, PROBE_BROKEN, "has nothing to load" },
	{ "one program header", 56, 2, 1, PROBE_YES, NULL },
	{ "more program headers than there are", 56, 2, 100, PROBE_BROKEN, "k: " },
	{ "program headers past the end", 32, 8, SIZE, PROBE_BROKEN, "k: " },
	{ "program headers that wrap", 32, 8, UINT64_MAX - 8, PROBE_BROKEN, "k: " },
	{ "an interpreter", P1(0), 4, 3, PROBE_BROKEN, "needs an interpreter" },
	{ "a note", P1(0), 4, 4, PROBE_YES, NULL },
	{ "content past the end", P1(8), 8, CODE + 0x21, PROBE_BROKEN,
	  "is cut short: its part of 0x10 bytes at offset 0xd1" },
	{ "content that wraps", P1(8), 8, UINT64_MAX - 7, PROBE_BROKEN, "is cut short" },
	{ "more content than there is", P1(32), 8, 0x11, PROBE_BROKEN, "is cut short" },
	{ "endless content", P1(32), 8, UINT64_MAX, PROBE_BROKEN, "is cut short" },
	{ "more content than memory", P1(40), 8, 0xf, PROBE_BROKEN,
	  "at 0x200000 stores 0x10 bytes (at most its size, 0xf" },
	{ "no memory", P1(40), 8, 0, PROBE_YES, NULL },
	{ "memory that wraps", P1(40), 8, UINT64_MAX, PROBE_BROKEN,
	  "reaches past 0x10000000000000" },
	{ "an impossible address", P1(24), 8, 1ull << 52, PROBE_BROKEN, "reaches past" },
	{ "memory past the highest address", P1(24), 8, (1ull << 52) - 0x2fff, PROBE_BROKEN,
	  "reaches past" },
	{ "the highest address", P1(24), 8, (1ull << 52) - 0x3000, PROBE_YES, NULL },
	{ "parts that overlap", P1(24), 8, MIB + 0x1f, PROBE_BROKEN,
	  "its part at 0x10001f overlaps the one that ends at 0x100020" },
	{ "parts that overlap, the second first", P1(24), 8, MIB - 0x2fff, PROBE_BROKEN,
	  "its part at 0x100000 overlaps the one that ends at 0x100001" },
	{ "parts that touch", P1(24), 8, MIB + 0x20, PROBE_YES, NULL },
	{ "an entry before all", 24, 8, MIB - 1, PROBE_BROKEN,
	  "its entry, 0xfffff, lies in none of its parts" },
	{ "an entry behind one", 24, 8, MIB + 0x20, PROBE_BROKEN,
	  "its entry, 0x100020, lies in none" },
	{ "an entry in zeros", 24, 8, 2 * MIB + 0x2fff, PROBE_YES, NULL },
	{ "a virtual entry", 24, 8, 0xffffffff80000000 + MIB, PROBE_YES, NULL },
	{ "an entry nowhere", 24, 8, UINT64_MAX, PROBE_BROKEN, "its entry, 0xffffffffffffffff" },
};

START_TEST(test_change)
{
	try_change(&x86_elf64_loader, good, SIZE, &changes[_i]);
}
END_TEST

START_TEST(test_cuts)
{
	try_cuts(&x86_elf64_loader, good, SIZE);
}
END_TEST

/* The layout of a 32-bit file is another one, so this test makes its own file. */
START_TEST(test_32_bits)
{
	uint8_t bytes[52 + 32 + 16] = "\177ELF\1\1\1";
	const struct {
		unsigned int offset, width, value;
	} fields[] = {
		{ 16, 2, 2 },   { 18, 2, 3 },   { 20, 4, 1 },  { 24, 4, MIB }, { 28, 4, 52 },
		{ 40, 2, 52 },  { 42, 2, 32 },  { 44, 2, 1 },  { 52, 4, 1 },   { 56, 4, 84 },
		{ 60, 4, MIB }, { 64, 4, MIB }, { 68, 4, 16 }, { 72, 4, 16 },
	};
	size_t i;

	for (i = 0; i < COUNT(fields); i++)
		put_number(bytes + fields[i].offset, fields[i].width, fields[i].value);
	try_cuts(&x86_elf32_loader, bytes, sizeof(bytes));
	ck_assert_int_eq(probe_bytes(&x86_elf64_loader, bytes, sizeof(bytes), &error), PROBE_NO);
}
END_TEST

/* --- placement of the parts -------------------------------------------------------- */

struct expected {
	uint64_t address, stored, size;
};

static const struct {
	const char *name;
	struct program_part parts[3];
	uint64_t distance;
	struct expected expected[3];
	const char *message;
} rows[] = {
	{ "whole pages",
	  { { 0x10000, NULL, 0x1000, 0x2000 } },
	  0,
	  { { 0x10000, 0x1000, 0x2000 } },
	  NULL },
	{ "less than a page", { { 0x10000, NULL, 5, 6 } }, 0, { { 0x10000, 5, 0x1000 } }, NULL },
	{ "inside a page", { { 0x10010, NULL, 5, 6 } }, 0, { { 0x10000, 0x15, 0x1000 } }, NULL },
	{ "no content", { { 0x10010, NULL, 0, 6 } }, 0, { { 0x10000, 0, 0x1000 } }, NULL },
	{ "apart",
	  { { 0x10000, NULL, 5, 6 }, { 0x11000, NULL, 7, 8 } },
	  0,
	  { { 0x10000, 5, 0x1000 }, { 0x11000, 7, 0x1000 } },
	  NULL },
	{ "one page",
	  { { 0x10000, NULL, 5, 6 }, { 0x10800, NULL, 7, 8 } },
	  0,
	  { { 0x10000, 0x807, 0x1000 } },
	  NULL },
	{ "content of both in one page",
	  { { 0x10000, NULL, 0x1005, 0x1006 }, { 0x11800, NULL, 7, 8 } },
	  0,
	  { { 0x10000, 0x1807, 0x2000 } },
	  NULL },
	{ "only zeros in the other's page",
	  { { 0x10000, NULL, 5, 0x5006 }, { 0x15800, NULL, 7, 8 } },
	  0,
	  { { 0x10000, 5, 0x5000 }, { 0x15000, 0x807, 0x1000 } },
	  NULL },
	{ "three in a chain",
	  { { 0x10000, NULL, 0x1001, 0x1001 },
	    { 0x11010, NULL, 0x1000, 0x1000 },
	    { 0x12010, NULL, 1, 0x2000 } },
	  0,
	  { { 0x10000, 0x2011, 0x5000 } },
	  NULL },
	{ "moved up", { { 0x10000, NULL, 5, 6 } }, 0x8000, { { 0x18000, 5, 0x1000 } }, NULL },
	{ "moved down",
	  { { 0x20000, NULL, 5, 6 } },
	  -0x10000ull,
	  { { 0x10000, 5, 0x1000 } },
	  NULL },
	{ "before the free memory",
	  { { 0xffff, NULL, 1, 1 } },
	  0,
	  { { 0 } },
	  "has a part for 0xf000-0xffff, where no memory is free for it" },
	{ "across its end",
	  { { 0x1f000, NULL, 1, 0x1001 } },
	  0,
	  { { 0 } },
	  "has a part for 0x1f000-0x20fff, where no" },
	{ "up to its end", { { 0x1f000, NULL, 1, 0x1000 } }, 0, { { 0x1f000, 1, 0x1000 } }, NULL },
};

START_TEST(test_place)
{
	uint8_t bytes[3][0x2000];
	struct placing placing;
	struct program program = { 0 };
	struct program_part part;
	const struct segment *s;
	size_t i, n;

	start_placing(&placing, (struct range){ 0x10000, 0x20000 });
	for (i = 0; i < 3; i++) {
		memset(bytes[i], 'a' + i, sizeof(bytes[i]));
		part = rows[_i].parts[i];
		part.content = bytes[i];
		ck_assert(!program_add(&program, part, "k", &error));
	}
	program.entry = rows[_i].parts[0].address;
	ck_assert_msg(!program_check(&program, "k", &error), "%s: %s", rows[_i].name, error.text);
	ck_assert_msg(!program_place(&placing.load, &program, rows[_i].distance, &error) ==
			      !rows[_i].message,
		      "%s: %s", rows[_i].name, error.text);
	if (rows[_i].message)
		ck_assert_msg(strstr(error.text, rows[_i].message) != NULL, "%s: %s", rows[_i].name,
			      error.text);
	for (n = 0; !rows[_i].message && n < 3 && rows[_i].expected[n].size; n++) {
		s = &placing.load.segments.list[n];
		ck_assert_msg(s->address == rows[_i].expected[n].address &&
				      s->stored == rows[_i].expected[n].stored &&
				      s->size == rows[_i].expected[n].size,
			      "%s: segment %zu is 0x%lx, 0x%lx of 0x%lx", rows[_i].name, n,
			      s->address, s->stored, s->size);
	}
	if (!rows[_i].message)
		ck_assert_uint_eq(placing.load.segments.count, n);
	ranges_free(&placing.load.segments.free);
	program_free(&program);
}
END_TEST

/* Parts that share a page keep their addresses, with zeros between them. */
START_TEST(test_content)
{
	const struct program_part parts[] = {
		{ 0x10004, (const uint8_t *)"first", 5, 5 },
		{ 0x10010, (const uint8_t *)"second", 6, 6 },
	};
	struct program program = { .entry = 0x10004 };
	struct placing placing;
	const uint8_t *p;

	start_placing(&placing, (struct range){ 0x10000, 0x20000 });
	ck_assert(!program_add(&program, parts[1], "k", &error));
	ck_assert(!program_add(&program, parts[0], "k", &error));
	ck_assert(!program_check(&program, "k", &error));
	ck_assert(!program_place(&placing.load, &program, 0, &error));
	p = placing.load.segments.list[0].content;
	ck_assert_mem_eq(p, "\0\0\0\0first\0\0\0\0\0\0\0second", 22);
	ranges_free(&placing.load.segments.free);
	program_free(&program);
}
END_TEST

START_TEST(test_too_many_segments)
{
	struct program program = { .entry = 0x10000 };
	struct placing placing;
	size_t i;

	start_placing(&placing, (struct range){ 0x10000, 0x200000 });
	for (i = 0; i < SEGMENTS_MAX + 1; i++)
		ck_assert(!program_add(&program,
				       (struct program_part){ 0x10000 + i * 0x2000, good, 1, 1 },
				       "k", &error));
	ck_assert(!program_check(&program, "k", &error));
	ck_assert(program_place(&placing.load, &program, 0, &error));
	ck_assert_msg(strstr(error.text, "no more than 16 segments") != NULL, "%s", error.text);
	ranges_free(&placing.load.segments.free);
	program_free(&program);
}
END_TEST

/* --- as a Linux kernel --------------------------------------------------------------- */

START_TEST(test_vmlinux)
{
	struct blob file = { good, SIZE }, flat;
	struct bzimage image;

	put_phdr(0, CODE, 16 * MIB, 0x20, 0x20);
	put_phdr(1, CODE + 0x20, 16 * MIB + 0x1000, 0x10, 0x3000);
	put_elf_field(24, 8, 16 * MIB + 4);
	memcpy(good + CODE, "Linux version %s Linux version 6.1 x", 36);
	ck_assert_msg(!vmlinux_parse(&image, &flat, "k", &file, &error), "%s", error.text);
	ck_assert_uint_eq(flat.size, 0x1010);
	ck_assert_mem_eq(flat.data, good + CODE, 0x20);
	ck_assert_mem_eq(flat.data + 0x1000, good + CODE + 0x20, 0x10);
	ck_assert_uint_eq(image.kernel_size, flat.size);
	ck_assert_uint_eq(image.init_size, 0x4000);
	ck_assert_uint_eq(image.entry_64, 4);
	ck_assert_uint_eq(image.preferred, 16 * MIB);
	ck_assert(image.relocatable);
	ck_assert_uint_eq(image.xloadflags & 0x63, 0x03);
	blob_free(&flat);

	/* A kernel at another address than a multiple of 2 MiB is not relocatable. */
	put_phdr(0, CODE, 17 * MIB, 0x20, 0x20);
	put_elf_field(24, 8, 17 * MIB);
	put_phdr(1, CODE + 0x20, 18 * MIB, 0x10, 0x3000);
	ck_assert_msg(!vmlinux_parse(&image, &flat, "k", &file, &error), "%s", error.text);
	ck_assert(!image.relocatable);
	blob_free(&flat);
}
END_TEST

static const struct {
	const char *name;
	uint64_t first, second;
	const char *message;
} no_linux[] = {
	{ "in the middle of a page", MIB + 8, 2 * MIB,
	  "begins in the middle of a page, at 0x100008" },
	{ "too far apart", MIB, 128 * MIB, "its parts lie too far apart, 0x7f00010 bytes" },
	{ "too large", MIB, 1ull << 36, "takes more than 4 GiB" },
};

START_TEST(test_no_vmlinux)
{
	struct blob file = { good, SIZE }, flat = { 0 };
	struct bzimage image;

	put_phdr(0, CODE, no_linux[_i].first, 0x20, 0x20);
	put_phdr(1, CODE + 0x20, no_linux[_i].second, 0x10, 0x3000);
	put_elf_field(24, 8, no_linux[_i].first);
	ck_assert(vmlinux_parse(&image, &flat, "k", &file, &error));
	ck_assert_msg(strstr(error.text, no_linux[_i].message) != NULL, "%s: %s", no_linux[_i].name,
		      error.text);
}
END_TEST

/* A kernel without content and one with too much memory are both refused. */
START_TEST(test_vmlinux_of_zeros)
{
	struct blob file = { good, SIZE }, flat = { 0 };
	struct bzimage image;

	put_phdr(0, CODE, MIB, 0, 0x20);
	put_phdr(1, CODE, 2 * MIB, 0, 0x20);
	ck_assert(vmlinux_parse(&image, &flat, "k", &file, &error));
	ck_assert_str_eq(error.text, "k: has no stored content (a Linux kernel was expected)");
	put_phdr(0, CODE, MIB, 1, 1ull << 33);
	put_phdr(1, CODE, 1ull << 34, 0, 0x20);
	ck_assert(vmlinux_parse(&image, &flat, "k", &file, &error));
	ck_assert_msg(strstr(error.text, "takes more than 4 GiB") != NULL, "%s", error.text);
}
END_TEST

static void add_elf_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, make_elf, NULL);
	tcase_add_test(tests, test_good);
	tcase_add_loop_test(tests, test_change, 0, COUNT(changes));
	tcase_add_test(tests, test_cuts);
	tcase_add_test(tests, test_32_bits);
	tcase_add_loop_test(tests, test_place, 0, COUNT(rows));
	tcase_add_test(tests, test_content);
	tcase_add_test(tests, test_too_many_segments);
	tcase_add_test(tests, test_vmlinux);
	tcase_add_loop_test(tests, test_no_vmlinux, 0, COUNT(no_linux));
	tcase_add_test(tests, test_vmlinux_of_zeros);
}

int main(void)
{
	return run_tests("elf", add_elf_tests);
}
