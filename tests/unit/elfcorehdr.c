// SPDX-License-Identifier: GPL-2.0-only
/* The elfcorehdr, as libelf reads it. */
#include <gelf.h>
#include <string.h>

#include "kexec/core/elfcorehdr.h"
#include "unit.h"

#define DIRECT_MAP 0xffff888000000000ull
#define PHDRS_MAX  65534u

static struct core_info facts;
static struct error error;
static char *bytes;
static Elf *elf;

static struct range some_ram[] = { { 0x100000, 0x2e000000 },
				   { 0x3e000000, 0x3ffdf123 },
				   { 0x100000000, 0x27f000000 } };
static struct range some_notes[] = { { 0x3f000010, 0x3f000170 },
				     { 0x3e000010, 0x3e000170 },
				     { 0x5000, 0x6000 } };

static void start(void)
{
	facts = (struct core_info){
		.ram = { some_ram, COUNT(some_ram) },
		.notes = some_notes,
		.note_count = COUNT(some_notes),
		.mappings = { DIRECT_MAP, { 0xffffffff9ae00000, 0xffffffff9bc28000 }, 0xcc00000 },
	};
	error.text[0] = 0;
	bytes = NULL;
	elf = NULL;
}

static void stop(void)
{
	elf_end(elf);
	free(bytes);
}

static size_t make(void)
{
	uint64_t size;

	ck_assert_msg(!elfcorehdr_size(&facts, &size, &error), "%s", error.text);
	bytes = calloc(1, size);
	ck_assert_ptr_nonnull(bytes);
	elfcorehdr_write(&facts, bytes);
	elf_version(EV_CURRENT);
	elf = elf_memory(bytes, size);
	ck_assert_ptr_nonnull(elf);
	return size;
}

static size_t count(void)
{
	size_t n;

	ck_assert_int_eq(elf_getphdrnum(elf, &n), 0);
	return n;
}

static void assert_phdr(size_t i, uint32_t type, uint64_t physical, uint64_t virtual, uint64_t size)
{
	GElf_Phdr p;

	ck_assert_ptr_nonnull(gelf_getphdr(elf, i, &p));
	ck_assert_msg(p.p_type == type && p.p_paddr == physical && p.p_offset == physical &&
			      p.p_vaddr == virtual && p.p_memsz == size && p.p_filesz == size,
		      "%zu: type %u physical 0x%lx offset 0x%lx virtual 0x%lx size 0x%lx 0x%lx", i,
		      p.p_type, p.p_paddr, p.p_offset, p.p_vaddr, p.p_memsz, p.p_filesz);
}

static void assert_range(size_t i, const struct range *r, uint64_t direct_map)
{
	assert_phdr(i, PT_LOAD, r->start, direct_map ? direct_map + r->start : 0,
		    r->end - r->start);
}

/* All that /proc/vmcore looks at before it believes it: fs/proc/vmcore.c. */
START_TEST(head)
{
	static const uint8_t expected[64] =
		"\177ELF\2\1\1\0\0\0\0\0\0\0\0\0"
		"\4\0\76\0\1\0\0\0"                  /* e_type, e_machine, e_version */
		"\0\0\0\0\0\0\0\0\100\0\0\0\0\0\0\0" /* e_entry, e_phoff */
		"\0\0\0\0\0\0\0\0\0\0\0\0"           /* e_shoff, e_flags */
		"\100\0\70\0\7\0";                   /* e_ehsize, e_phentsize, e_phnum */

	ck_assert_uint_eq(make(), 64 + 7 * 56);
	ck_assert_mem_eq(bytes, expected, sizeof(expected));
}
END_TEST

START_TEST(contents)
{
	size_t i;

	make();
	ck_assert_uint_eq(count(), 7);
	for (i = 0; i < 3; i++)
		assert_phdr(i, PT_NOTE, some_notes[i].start, 0,
			    some_notes[i].end - some_notes[i].start);
	assert_phdr(3, PT_LOAD, 0xcc00000, 0xffffffff9ae00000, 0xe28000);
	for (i = 0; i < 3; i++)
		assert_range(4 + i, &some_ram[i], DIRECT_MAP);
}
END_TEST

/* As arch/x86/mm.rst has it for five levels. */
START_TEST(five_levels)
{
	facts.mappings.direct_map = 0xff11000000000000;
	make();
	assert_range(6, &some_ram[2], 0xff11000000000000);
}
END_TEST

START_TEST(no_text)
{
	facts.mappings.text = (struct range){ 0 };
	make();
	ck_assert_uint_eq(count(), 6);
	assert_range(3, &some_ram[0], DIRECT_MAP);
}
END_TEST

START_TEST(no_direct_map)
{
	facts.mappings.direct_map = 0;
	make();
	assert_phdr(3, PT_LOAD, 0xcc00000, 0xffffffff9ae00000, 0xe28000);
	assert_range(4, &some_ram[0], 0);
	assert_range(6, &some_ram[2], 0);
}
END_TEST

static struct range *many(size_t n, uint64_t first, uint64_t step)
{
	struct range *list = calloc(n, sizeof(*list));
	size_t i;

	ck_assert_ptr_nonnull(list);
	for (i = 0; i < n; i++)
		list[i] = (struct range){ first + i * step, first + i * step + step / 2 };
	return list;
}

/* As many CPUs as Linux can have, and vmcoreinfo; the rest is RAM. */
static void make_many(size_t total)
{
	facts.note_count = 8192 + 1;
	facts.ram.count = total - facts.note_count - 1;
	facts.notes = many(facts.note_count, 0x200000, 0x400);
	facts.ram.list = many(facts.ram.count, 1ull << 32, 0x4000000);
}

static void free_many(void)
{
	free(facts.notes);
	free(facts.ram.list);
}

START_TEST(as_many_as_can_be)
{
	size_t i;

	make_many(PHDRS_MAX);
	ck_assert_uint_eq(make(), 64 + PHDRS_MAX * 56);
	ck_assert_uint_eq(count(), PHDRS_MAX);
	for (i = 0; i < facts.note_count; i++)
		assert_phdr(i, PT_NOTE, facts.notes[i].start, 0, 0x200);
	for (i = 0; i < facts.ram.count; i++)
		assert_range(facts.note_count + 1 + i, &facts.ram.list[i], DIRECT_MAP);
	free_many();
}
END_TEST

START_TEST(one_too_many)
{
	uint64_t size;

	make_many(PHDRS_MAX + 1);
	ck_assert_int_eq(elfcorehdr_size(&facts, &size, &error), -1);
	ck_assert_str_eq(
		error.text,
		"the elfcorehdr: 57341 ranges of RAM and the notes of 8192 CPUs make 65535 program headers (a crash kernel reads up to 65534)");
	free_many();
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, head);
	tcase_add_test(tests, contents);
	tcase_add_test(tests, five_levels);
	tcase_add_test(tests, no_text);
	tcase_add_test(tests, no_direct_map);
	tcase_add_test(tests, as_many_as_can_be);
	tcase_add_test(tests, one_too_many);
}

int main(void)
{
	return run_tests("crash_header", add);
}
