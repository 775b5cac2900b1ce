// SPDX-License-Identifier: GPL-2.0-only
/* Takes apart unified kernel images that are made from the PE format's offsets. */
#include "kexec/arch/x86/loaders.h"
#include "kexec/image/uki.h"
#include "probing.h"

#define HEADER          0x80u
#define OPTIONAL        0x10u
#define TABLE           (HEADER + 24 + OPTIONAL)
#define SECTION         40u
#define SECTIONS_MAX    8u
#define CONTENT         (TABLE + SECTIONS_MAX * SECTION)
#define SECTION_CONTENT 0x40u /* of each section's content */

static uint8_t good[CONTENT + SECTIONS_MAX * SECTION_CONTENT];
static size_t size;
static struct error error;

static void put_pe_field(size_t offset, unsigned int width, uint64_t value)
{
	put_number(good + offset, width, value);
}

static void make_empty_pe(void)
{
	memset(good, 0, sizeof(good));
	memcpy(good, "MZ", 2);
	put_pe_field(0x3c, 4, HEADER);
	memcpy(good + HEADER, "PE\0\0", 4);
	put_pe_field(HEADER + 4, 2, 0x8664);
	put_pe_field(HEADER + 20, 2, OPTIONAL);
	size = CONTENT;
}

/* The padding of the content has bytes that must not show up. */
static void add_pe_section(const char *name, const char *text)
{
	unsigned int n = good[HEADER + 6]++;
	size_t at = TABLE + n * SECTION;

	strncpy((char *)good + at, name, 8);
	put_pe_field(at + 8, 4, strlen(text));
	put_pe_field(at + 16, 4, SECTION_CONTENT);
	put_pe_field(at + 20, 4, size);
	memset(good + size, '#', SECTION_CONTENT);
	memcpy(good + size, text, strlen(text));
	size += SECTION_CONTENT;
}

static void make_uki(void)
{
	make_empty_pe();
	add_pe_section(".initrd", "first");
	add_pe_section(".linux", "the kernel");
	add_pe_section(".cmdline", "root=/dev/sda1\tquiet\n\n");
	add_pe_section(".initrd", "second");
}

static struct blob copy_uki(void)
{
	struct blob file = { malloc(size), size };

	ck_assert_ptr_nonnull(file.data);
	memcpy(file.data, good, size);
	return file;
}

static void assert_uki_content(const char *kernel, const char *line, const char *initrd,
			       size_t initrd_size)
{
	struct blob file = copy_uki();
	struct uki uki;

	ck_assert(is_uki_file(&file));
	ck_assert_msg(!uki_extract_kernel(&uki, "k", &file, &error), "%s", error.text);
	ck_assert_uint_eq(file.size, strlen(kernel));
	ck_assert_mem_eq(file.data, kernel, file.size);
	if (line)
		ck_assert_str_eq(uki.command_line, line);
	else
		ck_assert_ptr_null(uki.command_line);
	ck_assert_uint_eq(uki.initrd.size, initrd_size);
	if (initrd_size)
		ck_assert_mem_eq(uki.initrd.data, initrd, initrd_size);
	uki_free(&uki);
	blob_free(&file);
}

START_TEST(test_good)
{
	assert_uki_content("the kernel", "root=/dev/sda1 quiet", "first\0\0\0second", 14);
}
END_TEST

START_TEST(test_kernel_alone)
{
	make_empty_pe();
	add_pe_section(".linux", "k");
	assert_uki_content("k", NULL, NULL, 0);
}
END_TEST

START_TEST(test_microcode)
{
	make_uki();
	add_pe_section(".ucode", "m");
	assert_uki_content("the kernel", "root=/dev/sda1 quiet", "m\0\0\0first\0\0\0second", 18);
}
END_TEST

START_TEST(test_empty_command_line)
{
	make_empty_pe();
	add_pe_section(".cmdline", " \n");
	add_pe_section(".linux", "k");
	assert_uki_content("k", "", NULL, 0);
}
END_TEST

/* Sections of the first profile replace those that all profiles share. */
START_TEST(test_profiles)
{
	make_uki();
	add_pe_section(".profile", "ID=a");
	add_pe_section(".cmdline", "a");
	add_pe_section(".initrd", "of a");
	add_pe_section(".profile", "ID=b");
	assert_uki_content("the kernel", "a", "of a", 4);
	memcpy(good + TABLE + 5 * SECTION, ".profile", 8); /* the second profile begins there */
	assert_uki_content("the kernel", "root=/dev/sda1 quiet", "first\0\0\0second", 14);
}
END_TEST

#define S(n) (TABLE + (n)*SECTION)

static const struct change changes[] = {
	{ "no MZ", 0, 1, 'N', PROBE_NO, "is not a PE file with a .linux section" },
	{ "no PE", HEADER, 1, 'N', PROBE_NO, NULL },
	{ "a header past the end", 0x3c, 4, sizeof(good), PROBE_NO, NULL },
	{ "a header that wraps", 0x3c, 4, UINT32_MAX, PROBE_NO, NULL },
	{ "a header at -1", 0x3c, 4, UINT32_MAX, PROBE_NO, NULL },
	{ "an optional header past the end", HEADER + 20, 2, 0xffff, PROBE_NO, NULL },
	{ "too many sections", HEADER + 6, 2, 0xffff, PROBE_NO, NULL },
	{ "no sections", HEADER + 6, 2, 0, PROBE_NO, NULL },
	{ "no kernel", S(1), 8, 0, PROBE_NO, NULL },
	{ "for i386", HEADER + 4, 2, 0x14c, PROBE_YES, NULL },
	{ "for ARM", HEADER + 4, 2, 0xaa64, PROBE_BROKEN,
	  "is a UKI for machine 0xaa64 (x86_64, 0x8664, was expected)" },
	{ "an empty kernel", S(1) + 16, 4, 0, PROBE_BROKEN, "its .linux section is empty" },
	{ "an initrd past the end", S(3) + 20, 4, sizeof(good), PROBE_BROKEN,
	  "is cut short: its section 4 reaches past its end" },
	{ "an initrd that wraps", S(3) + 20, 4, UINT32_MAX, PROBE_BROKEN, "is cut short" },
	{ "a kernel past the end", S(1) + 20, 4, UINT32_MAX, PROBE_BROKEN,
	  "is cut short: its section 2" },
	{ "more than is stored", S(1) + 8, 4, UINT32_MAX, PROBE_YES, NULL },
	{ "a malformed device tree", S(2), 8, 0x6274642e, PROBE_BROKEN,
	  "its section .dtb: is not a device tree" },
	{ "no size in memory", S(1) + 8, 4, 0, PROBE_YES, NULL },
	{ "an empty initrd", S(3) + 16, 4, 0, PROBE_YES, NULL },
};

START_TEST(test_change)
{
	make_uki();
	try_change(&x86_uki_loader, good, size, &changes[_i]);
}
END_TEST

/* The last section's padding may be missing. */
START_TEST(test_cuts)
{
	make_uki();
	try_cuts(&x86_uki_loader, good, size - SECTION_CONTENT + strlen("second"));
}
END_TEST

START_TEST(test_too_many_initrds)
{
	static uint8_t bytes[TABLE + 66 * SECTION];
	struct blob file = { bytes, sizeof(bytes) };
	unsigned int i;

	make_uki();
	memcpy(bytes, good, TABLE);
	put_number(bytes + HEADER + 6, 2, 66);
	for (i = 0; i < 66; i++)
		memcpy(bytes + TABLE + i * SECTION, i ? ".initrd" : ".linux\0", 8);
	ck_assert(is_uki_file(&file));
	ck_assert(uki_check("k", &file, &error));
	ck_assert_str_eq(error.text, "k: has more than 64 .initrd sections");
}
END_TEST

/* Overlapping sections would let a small file ask for any amount of memory. */
START_TEST(test_overlap)
{
	const unsigned int initrds[] = { 0, 3 };
	struct blob file;
	struct uki uki;
	unsigned int i;

	make_uki();
	for (i = 0; i < 2; i++) {
		put_pe_field(S(initrds[i]) + 8, 4, size);
		put_pe_field(S(initrds[i]) + 16, 4, size);
		put_pe_field(S(initrds[i]) + 20, 4, 0);
	}
	file = copy_uki();
	ck_assert(uki_extract_kernel(&uki, "k", &file, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "k: its initrds overlap ("));
	blob_free(&file);
}
END_TEST

static void add_uki_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, make_uki, NULL);
	tcase_add_test(tests, test_good);
	tcase_add_test(tests, test_kernel_alone);
	tcase_add_test(tests, test_microcode);
	tcase_add_test(tests, test_empty_command_line);
	tcase_add_test(tests, test_profiles);
	tcase_add_loop_test(tests, test_change, 0, COUNT(changes));
	tcase_add_test(tests, test_cuts);
	tcase_add_test(tests, test_too_many_initrds);
	tcase_add_test(tests, test_overlap);
}

int main(void)
{
	return run_tests("uki", add_uki_tests);
}
