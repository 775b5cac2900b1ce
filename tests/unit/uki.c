// SPDX-License-Identifier: GPL-2.0-only
/* Unified kernel images made here by the PE format's offsets. */
#include "kexec/arch/x86/loaders.h"
#include "kexec/image/uki.h"
#include "probing.h"

#define HEADER   0x80u
#define OPTIONAL 0x10u
#define TABLE    (HEADER + 24 + OPTIONAL)
#define SECTION  40u
#define MOST     8u
#define CONTENT  (TABLE + MOST * SECTION)
#define ROOM     0x40u /* of each section's content */

static uint8_t good[CONTENT + MOST * ROOM];
static size_t size;
static struct error error;

static void put(size_t offset, unsigned int width, uint64_t value)
{
	put_number(good + offset, width, value);
}

static void open_file(void)
{
	memset(good, 0, sizeof(good));
	memcpy(good, "MZ", 2);
	put(0x3c, 4, HEADER);
	memcpy(good + HEADER, "PE\0\0", 4);
	put(HEADER + 4, 2, 0x8664);
	put(HEADER + 20, 2, OPTIONAL);
	size = CONTENT;
}

/* Padded with what must not be seen. */
static void add_section(const char *name, const char *text)
{
	unsigned int n = good[HEADER + 6]++;
	size_t at = TABLE + n * SECTION;

	strncpy((char *)good + at, name, 8);
	put(at + 8, 4, strlen(text));
	put(at + 16, 4, ROOM);
	put(at + 20, 4, size);
	memset(good + size, '#', ROOM);
	memcpy(good + size, text, strlen(text));
	size += ROOM;
}

static void start(void)
{
	open_file();
	add_section(".initrd", "first");
	add_section(".linux", "the kernel");
	add_section(".cmdline", "root=/dev/sda1\tquiet\n\n");
	add_section(".initrd", "second");
}

static struct blob copy(void)
{
	struct blob file = { malloc(size), size };

	ck_assert_ptr_nonnull(file.data);
	memcpy(file.data, good, size);
	return file;
}

static void demand_parts(const char *kernel, const char *line, const char *initrd,
			 size_t initrd_size)
{
	struct blob file = copy();
	struct uki uki;

	ck_assert(uki_is_one(&file));
	ck_assert_msg(!uki_take_apart(&uki, "k", &file, &error), "%s", error.text);
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
	demand_parts("the kernel", "root=/dev/sda1 quiet", "first\0\0\0second", 14);
}
END_TEST

START_TEST(test_kernel_alone)
{
	open_file();
	add_section(".linux", "k");
	demand_parts("k", NULL, NULL, 0);
}
END_TEST

START_TEST(test_microcode)
{
	start();
	add_section(".ucode", "m");
	demand_parts("the kernel", "root=/dev/sda1 quiet", "m\0\0\0first\0\0\0second", 18);
}
END_TEST

START_TEST(test_empty_words)
{
	open_file();
	add_section(".cmdline", " \n");
	add_section(".linux", "k");
	demand_parts("k", "", NULL, 0);
}
END_TEST

/* What all profiles have, but for what the first one has itself. */
START_TEST(test_profiles)
{
	start();
	add_section(".profile", "ID=a");
	add_section(".cmdline", "a");
	add_section(".initrd", "of a");
	add_section(".profile", "ID=b");
	demand_parts("the kernel", "a", "of a", 4);
	memcpy(good + TABLE + 5 * SECTION, ".profile", 8); /* the second one from there on */
	demand_parts("the kernel", "root=/dev/sda1 quiet", "first\0\0\0second", 14);
}
END_TEST

#define S(n) (TABLE + (n)*SECTION)

static const struct change changes[] = {
	{ "no MZ", 0, 1, 'N', PROBE_NO, "is not a PE file with a .linux section" },
	{ "no PE", HEADER, 1, 'N', PROBE_NO, NULL },
	{ "a header past the end", 0x3c, 4, sizeof(good), PROBE_NO, NULL },
	{ "a header that wraps", 0x3c, 4, UINT32_MAX, PROBE_NO, NULL },
	{ "a header that's -1", 0x3c, 4, UINT32_MAX, PROBE_NO, NULL },
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
	{ "a device tree that isn't one", S(2), 8, 0x6274642e, PROBE_BROKEN,
	  "its section .dtb: is not a device tree" },
	{ "no size in memory", S(1) + 8, 4, 0, PROBE_YES, NULL },
	{ "an empty initrd", S(3) + 16, 4, 0, PROBE_YES, NULL },
};

START_TEST(test_change)
{
	start();
	try_change(&x86_uki_loader, good, size, &changes[_i]);
}
END_TEST

/* The last section's padding may be missing. */
START_TEST(test_cuts)
{
	start();
	try_cuts(&x86_uki_loader, good, size - ROOM + strlen("second"));
}
END_TEST

START_TEST(test_too_many_initrds)
{
	static uint8_t bytes[TABLE + 66 * SECTION];
	struct blob file = { bytes, sizeof(bytes) };
	unsigned int i;

	start();
	memcpy(bytes, good, TABLE);
	put_number(bytes + HEADER + 6, 2, 66);
	for (i = 0; i < 66; i++)
		memcpy(bytes + TABLE + i * SECTION, i ? ".initrd" : ".linux\0", 8);
	ck_assert(uki_is_one(&file));
	ck_assert(uki_check("k", &file, &error));
	ck_assert_str_eq(error.text, "k: has more than 64 .initrd sections");
}
END_TEST

/* Or a small file could ask for any amount of memory. */
START_TEST(test_overlap)
{
	const unsigned int initrds[] = { 0, 3 };
	struct blob file;
	struct uki uki;
	unsigned int i;

	start();
	for (i = 0; i < 2; i++) {
		put(S(initrds[i]) + 8, 4, size);
		put(S(initrds[i]) + 16, 4, size);
		put(S(initrds[i]) + 20, 4, 0);
	}
	file = copy();
	ck_assert(uki_take_apart(&uki, "k", &file, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "k: its initrds overlap ("));
	blob_free(&file);
}
END_TEST

static void add(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, NULL);
	tcase_add_test(tests, test_good);
	tcase_add_test(tests, test_kernel_alone);
	tcase_add_test(tests, test_microcode);
	tcase_add_test(tests, test_empty_words);
	tcase_add_test(tests, test_profiles);
	tcase_add_loop_test(tests, test_change, 0, COUNT(changes));
	tcase_add_test(tests, test_cuts);
	tcase_add_test(tests, test_too_many_initrds);
	tcase_add_test(tests, test_overlap);
}

int main(void)
{
	return run_tests("uki", add);
}
