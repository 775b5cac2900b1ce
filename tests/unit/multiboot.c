// SPDX-License-Identifier: GPL-2.0-only
/* Probes Multiboot kernels of both versions, made by the specifications, by each rule. */
#include "kexec/arch/x86/loaders.h"
#include "probing.h"

#define MIB  0x100000ull
#define AT   16u /* of the header; a multiple of 8 */
#define SIZE 256u

static uint8_t good[SIZE];
static struct error error;

static void put_word(size_t offset, uint64_t value)
{
	put_number(good + offset, 4, value);
}

/* The file but for its first 8 bytes is loaded to 1 MiB, and the bss ends at 2 MiB. */
static void make_multiboot1(void)
{
	memset(good, 0x90, SIZE);
	put_word(AT, 0x1badb002);
	put_word(AT + 4, 0x10003);
	put_word(AT + 8, -(0x1badb002 + 0x10003));
	put_word(AT + 12, MIB + AT - 8); /* header_addr */
	put_word(AT + 16, MIB);          /* load_addr */
	put_word(AT + 20, 0);            /* load_end_addr */
	put_word(AT + 24, 2 * MIB);      /* bss_end_addr */
	put_word(AT + 28, MIB + 100);    /* entry_addr */
}

/* The flags are in a table of their own, because the checksum depends on them. */
static const struct change changes_1[] = {
	{ "no magic", AT, 4, 0x1badb003, PROBE_NO,
	  "has no multiboot header in its first 8192 bytes" },
	{ "a wrong checksum", AT + 8, 4, 0, PROBE_NO, "has no multiboot header" },
	{ "load_addr above header_addr", AT + 16, 4, MIB + AT - 7, PROBE_BROKEN,
	  "its multiboot load_addr, 0x100009, is above its header_addr, 0x100008" },
	{ "load_addr before the file", AT + 16, 4, MIB - 9, PROBE_BROKEN,
	  "lies before the file's start" },
	{ "load_addr at the file's start", AT + 16, 4, MIB - 8, PROBE_YES, NULL },
	{ "load_end_addr below load_addr", AT + 20, 4, MIB - 1, PROBE_BROKEN,
	  "its multiboot load_end_addr, 0xfffff, is below" },
	{ "load_end_addr at the file's end", AT + 20, 4, MIB + SIZE - 8, PROBE_YES, NULL },
	{ "load_end_addr past the file", AT + 20, 4, MIB + SIZE - 7, PROBE_BROKEN,
	  "is cut short: it has 256 bytes (0xf9 from 0x8 on were expected)" },
	{ "load_end_addr far past the file", AT + 20, 4, UINT32_MAX, PROBE_BROKEN, "is cut short" },
	{ "bss_end_addr before the end", AT + 24, 4, MIB + 100, PROBE_BROKEN,
	  "its multiboot bss_end_addr, 0x100064, lies before the end of what is loaded, 0x1000f8" },
	{ "no bss_end_addr", AT + 24, 4, 0, PROBE_YES, NULL },
	{ "the highest bss_end_addr", AT + 24, 4, UINT32_MAX, PROBE_YES, NULL },
	{ "an entry before all", AT + 28, 4, MIB - 1, PROBE_BROKEN,
	  "its entry, 0xfffff, lies in none of its parts" },
	{ "an entry behind all", AT + 28, 4, 2 * MIB, PROBE_BROKEN,
	  "its entry, 0x200000, lies in none" },
};

START_TEST(test_change_1)
{
	make_multiboot1();
	try_change(&x86_multiboot_loader, good, SIZE, &changes_1[_i]);
}
END_TEST

static const struct {
	uint32_t flags;
	enum probe expected;
	const char *message;
} flags_1[] = {
	{ 0x10000, PROBE_YES, NULL },
	{ 0x10001, PROBE_YES, NULL },
	{ 0xfff10003, PROBE_YES, NULL },
	{ 0x10004, PROBE_BROKEN, "asks for a video mode" },
	{ 0x10008, PROBE_BROKEN, "asks for unknown features, flags 0x8" },
	{ 0x18000, PROBE_BROKEN, "asks for unknown features, flags 0x8000" },
	{ 0x00003, PROBE_BROKEN, "has no addresses, and the file is not an ELF file for x86" },
};

START_TEST(test_flags_1)
{
	const struct change no_change = {
		"flags", AT, 4, 0x1badb002, flags_1[_i].expected, flags_1[_i].message
	};

	make_multiboot1();
	put_word(AT + 4, flags_1[_i].flags);
	put_word(AT + 8, -(0x1badb002 + flags_1[_i].flags));
	try_change(&x86_multiboot_loader, good, SIZE, &no_change);
}
END_TEST

/* With a load_end_addr every cut is an error; without it, the file's end is the end. */
START_TEST(test_cuts_1)
{
	make_multiboot1();
	put_word(AT + 20, MIB + SIZE - 8);
	try_cuts(&x86_multiboot_loader, good, SIZE);
}
END_TEST

/* The header may lie up to the 8192nd byte, at a multiple of 4. */
static const struct {
	size_t at;
	enum probe expected;
} places[] = {
	{ 0, PROBE_YES },         { 4, PROBE_YES },       { 2, PROBE_NO },
	{ 8192 - 12, PROBE_YES }, { 8192 - 8, PROBE_NO }, { 8192, PROBE_NO },
};

START_TEST(test_place_1)
{
	static uint8_t bytes[9000];

	make_multiboot1();
	put_word(AT + 12, MIB);
	memcpy(bytes + places[_i].at, good + AT, 32);
	ck_assert_int_eq(probe_bytes(&x86_multiboot_loader, bytes, sizeof(bytes), &error),
			 places[_i].expected);
}
END_TEST

/* --- version 2 ------------------------------------------------------------------------ */

/* Tags from 16 bytes behind the header's start on. */
#define TAGS        (AT + 16)
#define ADDRESSES   TAGS
#define ENTRY       (TAGS + 24)
#define RELOCATABLE (TAGS + 40)
#define END         (TAGS + 64)
#define LENGTH      (END + 8 - AT)

static void put_tag(size_t at, uint32_t type, uint32_t size)
{
	put_word(at, type);
	put_word(at + 4, size);
}

static void set_checksum_2(void)
{
	uint32_t sum = 0;
	int i;

	for (i = 0; i < 3; i++)
		sum += good[AT + 4 * i] | good[AT + 4 * i + 1] << 8 | good[AT + 4 * i + 2] << 16 |
		       (uint32_t)good[AT + 4 * i + 3] << 24;
	put_word(AT + 12, -sum);
}

static void make_multiboot2(void)
{
	memset(good, 0x90, SIZE);
	put_word(AT, 0xe85250d6);
	put_word(AT + 4, 0);
	put_word(AT + 8, LENGTH);
	put_tag(ADDRESSES, 2, 24);
	put_word(ADDRESSES + 8, MIB + AT);
	put_word(ADDRESSES + 12, MIB);
	put_word(ADDRESSES + 16, MIB + SIZE);
	put_word(ADDRESSES + 20, 2 * MIB);
	put_tag(ENTRY, 3, 12);
	put_word(ENTRY + 8, MIB + 200);
	put_tag(RELOCATABLE, 10, 24);
	put_word(RELOCATABLE + 8, MIB);
	put_word(RELOCATABLE + 12, UINT32_MAX);
	put_word(RELOCATABLE + 16, 0x200000);
	put_word(RELOCATABLE + 20, 0);
	put_tag(END, 0, 8);
	set_checksum_2();
}

static const struct change changes_2[] = {
	{ "no magic", AT, 4, 0xe85250d7, PROBE_NO,
	  "has no multiboot2 header in its first 32768 bytes" },
	{ "a wrong checksum", AT + 12, 4, 0, PROBE_NO, "has no multiboot2 header" },
	{ "no end tag", END, 4, 0x10000 | 99, PROBE_BROKEN, "has no end tag" },
	{ "an end tag cut short", END + 4, 4, 7, PROBE_BROKEN, "tag at 0x60 is cut short" },
	{ "a tag of no size", ENTRY + 4, 4, 0, PROBE_BROKEN, "tag at 0x38 is cut short" },
	{ "a tag too long", ENTRY + 4, 4, 1000, PROBE_BROKEN, "tag at 0x38 is cut short" },
	{ "a tag that wraps", ENTRY + 4, 4, UINT32_MAX, PROBE_BROKEN, "tag at 0x38 is cut short" },
	{ "addresses cut short", ADDRESSES + 4, 4, 20, PROBE_BROKEN, "tag at 0x20 is cut short" },
	{ "an entry cut short", ENTRY + 4, 4, 11, PROBE_BROKEN, "tag at 0x38 is cut short" },
	{ "a range cut short", RELOCATABLE + 4, 4, 20, PROBE_BROKEN, "tag at 0x48 is cut short" },
	{ "an unknown feature", RELOCATABLE, 4, 99, PROBE_BROKEN,
	  "asks for an unknown feature, type 99" },
	{ "an unknown optional feature", RELOCATABLE, 4, 0x10000 | 99, PROBE_YES, NULL },
	{ "a frame buffer", RELOCATABLE, 4, 5, PROBE_BROKEN, "asks for a video mode" },
	{ "an optional frame buffer", RELOCATABLE, 4, 0x10000 | 5, PROBE_YES, NULL },
	{ "EFI's boot services", RELOCATABLE, 4, 7, PROBE_BROKEN, "asks for EFI's boot services" },
	{ "an entry for EFI", RELOCATABLE, 4, 9, PROBE_YES, NULL },
	{ "a console", RELOCATABLE, 4, 4, PROBE_YES, NULL },
	{ "information of many types", RELOCATABLE, 4, 1, PROBE_BROKEN,
	  "asks for information that kexec does not have, type 1048576" },
	{ "the same, optional", RELOCATABLE, 4, 0x10000 | 1, PROBE_YES, NULL },
	{ "an odd alignment", RELOCATABLE + 16, 4, 0x3000, PROBE_BROKEN,
	  "asks for an alignment of 0x3000 (a power of two" },
	{ "no alignment", RELOCATABLE + 16, 4, 0, PROBE_YES, NULL },
	{ "no entry", ENTRY, 4, 0x10000 | 99, PROBE_BROKEN, "has addresses but no entry" },
	{ "no addresses", ADDRESSES, 4, 0x10000 | 99, PROBE_BROKEN,
	  "has no addresses, and the file is not an ELF file for x86" },
	{ "an entry outside", ENTRY + 8, 4, MIB - 1, PROBE_BROKEN,
	  "its entry, 0xfffff, lies in none of its parts" },
	{ "load_addr before the file", ADDRESSES + 12, 4, MIB - 1, PROBE_BROKEN,
	  "lies before the file's start" },
	{ "a load_addr of -1", ADDRESSES + 12, 4, UINT32_MAX, PROBE_YES, NULL },
	{ "load_end_addr past the file", ADDRESSES + 16, 4, MIB + SIZE + 1, PROBE_BROKEN,
	  "is cut short" },
};

START_TEST(test_change_2)
{
	make_multiboot2();
	try_change(&x86_multiboot2_loader, good, SIZE, &changes_2[_i]);
}
END_TEST

/* Fields of the header that the checksum covers. */
static const struct {
	const char *name;
	size_t offset;
	uint32_t value;
	const char *message;
} checksummed_2[] = {
	{ "for MIPS", AT + 4, 4, "is for architecture 4 (i386, 0, was expected)" },
	{ "no length", AT + 8, 0,
	  "is cut short: 256 bytes do not hold its multiboot2 header, 0x0 bytes" },
	{ "a length too short", AT + 8, 15, "is cut short" },
	{ "a length without tags", AT + 8, 16, "has no end tag" },
	{ "a length up to the middle of a tag", AT + 8, 20, "tag at 0x20 is cut short" },
	{ "a length past the end", AT + 8, SIZE - AT + 1, "is cut short" },
	{ "a length that wraps", AT + 8, UINT32_MAX, "is cut short" },
};

START_TEST(test_checksummed_2)
{
	const struct change no_change = { checksummed_2[_i].name,   AT, 4, 0xe85250d6, PROBE_BROKEN,
					  checksummed_2[_i].message };

	make_multiboot2();
	put_word(checksummed_2[_i].offset, checksummed_2[_i].value);
	set_checksum_2();
	try_change(&x86_multiboot2_loader, good, SIZE, &no_change);
}
END_TEST

START_TEST(test_cuts_2)
{
	make_multiboot2();
	try_cuts(&x86_multiboot2_loader, good, SIZE);
}
END_TEST

static void add_multiboot_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_change_1, 0, COUNT(changes_1));
	tcase_add_loop_test(tests, test_flags_1, 0, COUNT(flags_1));
	tcase_add_test(tests, test_cuts_1);
	tcase_add_loop_test(tests, test_place_1, 0, COUNT(places));
	tcase_add_loop_test(tests, test_change_2, 0, COUNT(changes_2));
	tcase_add_loop_test(tests, test_checksummed_2, 0, COUNT(checksummed_2));
	tcase_add_test(tests, test_cuts_2);
}

int main(void)
{
	return run_tests("multiboot", add_multiboot_tests);
}
