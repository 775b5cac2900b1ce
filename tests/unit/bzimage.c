// SPDX-License-Identifier: GPL-2.0-only
/* Parses and places a bzImage that is made from the offsets of boot.rst, by each of its rules. */
#include <string.h>

#include "kexec/arch/x86/linux/bzimage.h"
#include "util_lib/little_endian.h"
#include "unit.h"

#define SETUP_SECTORS 3
#define SETUP_SIZE    ((SETUP_SECTORS + 1) * 512)
#define KERNEL_SIZE   0x1000
#define FILE_SIZE     (SETUP_SIZE + KERNEL_SIZE)
#define HEADER_END    0x26c
#define MIB           0x100000ull

struct field {
	const char *name;
	unsigned int offset, width;
	uint64_t value;
};

static const struct field good[] = {
	{ "setup_sects", 0x1f1, 1, SETUP_SECTORS },
	{ "syssize", 0x1f4, 4, KERNEL_SIZE / 16 },
	{ "boot_flag", 0x1fe, 2, 0xaa55 },
	{ "jump", 0x200, 2, (HEADER_END - 0x202) << 8 | 0xeb },
	{ "header", 0x202, 4, 0x53726448 },
	{ "version", 0x206, 2, 0x020f },
	{ "kernel_version", 0x20e, 2, 0x300 - 0x200 },
	{ "loadflags", 0x211, 1, 0 },
	{ "ramdisk_image", 0x218, 4, 0 },
	{ "ramdisk_size", 0x21c, 4, 0 },
	{ "kernel_alignment", 0x230, 4, 0x200000 },
	{ "relocatable_kernel", 0x234, 1, 1 },
	{ "xloadflags", 0x236, 2, 0x3f },
	{ "cmdline_size", 0x238, 4, 2047 },
	{ "payload_offset", 0x248, 4, 0x300 },
	{ "payload_length", 0x24c, 4, 0xd00 },
	{ "setup_data", 0x250, 8, 0 },
	{ "pref_address", 0x258, 8, 16 * MIB },
	{ "init_size", 0x260, 4, 0x400000 },
};

#define VERSION "6.1.0-test (me@here) #1"

static uint8_t *bytes;
static struct blob file;
static struct bzimage image;
static struct error error;

static void put_field(const char *name, uint64_t value)
{
	unsigned int i, b;

	for (i = 0; i < COUNT(good) && strcmp(good[i].name, name); i++)
		;
	ck_assert_msg(i < COUNT(good), "there is no field %s", name);
	for (b = 0; b < good[i].width; b++)
		bytes[good[i].offset + b] = value >> 8 * b;
}

static void make_bzimage(void)
{
	size_t i;

	bytes = calloc(1, FILE_SIZE);
	ck_assert_ptr_nonnull(bytes);
	memset(bytes + SETUP_SIZE, 0x90, KERNEL_SIZE);
	strcpy((char *)bytes + 0x300, VERSION);
	for (i = 0; i < COUNT(good); i++)
		put_field(good[i].name, good[i].value);
	file = (struct blob){ bytes, FILE_SIZE };
	error.text[0] = 0;
}

static void free_bzimage(void)
{
	free(bytes);
}

static int parse_bzimage(void)
{
	return bzimage_parse(&image, "k", &file, &error);
}

START_TEST(test_good)
{
	ck_assert_msg(!parse_bzimage(), "%s", error.text);
	ck_assert_ptr_eq(image.setup_header, bytes + 0x1f1);
	ck_assert_uint_eq(image.setup_header_size, HEADER_END - 0x1f1);
	ck_assert_ptr_eq(image.kernel, bytes + SETUP_SIZE);
	ck_assert_uint_eq(image.kernel_size, KERNEL_SIZE);
	ck_assert_uint_eq(image.protocol, 0x020f);
	ck_assert_uint_eq(image.alignment, 0x200000);
	ck_assert(image.relocatable);
	ck_assert_uint_eq(image.xloadflags, 0x3f);
	ck_assert_uint_eq(image.command_line_max, 2047);
	ck_assert_uint_eq(image.preferred, 16 * MIB);
	ck_assert_uint_eq(image.init_size, 0x400000);
	ck_assert_ptr_eq(image.payload, bytes + SETUP_SIZE + 0x300);
	ck_assert_uint_eq(image.payload_size, 0xd00);
	ck_assert_uint_eq(image.version_size, strlen(VERSION));
	ck_assert_mem_eq(image.version, VERSION, strlen(VERSION));
}
END_TEST

/* A field, its value, and a part of the message; NULL: the file is accepted. */
static const struct {
	const char *field;
	uint64_t value;
	const char *message;
} rules[] = {
	{ "boot_flag", 0xaa54, "k: is not a Linux/x86 kernel" },
	{ "header", 0x53726449, "k: is not a Linux/x86 kernel" },
	{ "header", 0, "k: is not a Linux/x86 kernel" },
	{ "version", 0x020b, "boot protocol 2.11 is too old (2.12" },
	{ "version", 0x0200, "boot protocol 2.00 is too old" },
	{ "version", 0, "boot protocol 0.00 is too old" },
	{ "version", 0x020c, NULL },
	{ "version", 0x0300, NULL },
	{ "jump", 0x65eb, "its setup header ends at 0x267" },
	{ "jump", 0x66eb, NULL },
	{ "jump", 0x8eeb, NULL },
	{ "jump", 0x8feb, "its setup header ends at 0x291" },
	{ "jump", 0xffeb, "its setup header ends at 0x301" },
	{ "jump", 0x00eb, "its setup header ends at 0x202" },
	{ "setup_sects", SETUP_SECTORS + 1, "is cut short: it has 6144 bytes (6656 were" },
	{ "setup_sects", 255, "is cut short" },
	{ "setup_sects", SETUP_SECTORS - 1, NULL },
	{ "setup_sects", 0, "is cut short" }, /* boot.rst: means 4 */
	{ "syssize", 0, "its kernel is 0 bytes long (more than 512" },
	{ "syssize", 32, "its kernel is 512 bytes long" },
	{ "syssize", 33, NULL },
	{ "syssize", KERNEL_SIZE / 16 + 1, "is cut short: it has 6144 bytes (6160 were" },
	{ "syssize", UINT32_MAX, "is cut short" },
	{ "xloadflags", 0x3e, "has no 64-bit entry" },
	{ "xloadflags", 0, "has no 64-bit entry" },
	{ "xloadflags", 1, NULL },
	{ "kernel_alignment", 0, "kernel_alignment is 0x0 " },
	{ "kernel_alignment", 0x800, "kernel_alignment is 0x800 " },
	{ "kernel_alignment", 0x201000, "kernel_alignment is 0x201000 " },
	{ "kernel_alignment", 0x1000, NULL },
	{ "kernel_alignment", 0x80000000, NULL },
	{ "init_size", KERNEL_SIZE - 1, "init_size is 0xfff (at least the kernel's 0x1000" },
	{ "init_size", KERNEL_SIZE, NULL },
	{ "init_size", UINT32_MAX, NULL },
	{ "cmdline_size", 0, "cmdline_size is 0" },
	{ "cmdline_size", 1, NULL },
	{ "relocatable_kernel", 0, NULL },
	{ "pref_address", UINT64_MAX, NULL },
};

START_TEST(test_rule)
{
	const char *message = rules[_i].message;

	put_field(rules[_i].field, rules[_i].value);
	ck_assert_msg(parse_bzimage() == (message ? -1 : 0), "%s = 0x%llx: %s", rules[_i].field,
		      (unsigned long long)rules[_i].value, error.text);
	if (message)
		ck_assert_msg(strstr(error.text, message) != NULL, "%s", error.text);
}
END_TEST

/* A pointer of the header that points outside the file is as good as none. */
static const struct {
	const char *field;
	uint64_t value;
	size_t version_size;
	uint64_t payload_size;
} pointers[] = {
	{ "kernel_version", 0, 0, 0xd00 },
	{ "kernel_version", FILE_SIZE - 0x200, 0, 0xd00 },
	{ "kernel_version", FILE_SIZE - 0x201, 1, 0xd00 },
	{ "kernel_version", 0xffff, 0, 0xd00 },
	{ "payload_offset", 0x301, 23, 0 },
	{ "payload_offset", UINT32_MAX, 23, 0 },
	{ "payload_length", 0, 23, 0 },
	{ "payload_length", 0xd01, 23, 0 },
	{ "payload_length", UINT32_MAX, 23, 0 },
	{ "payload_length", 1, 23, 1 },
};

START_TEST(test_pointer)
{
	put_field(pointers[_i].field, pointers[_i].value);
	ck_assert_msg(!parse_bzimage(), "%s", error.text);
	ck_assert_uint_eq(image.version_size, pointers[_i].version_size);
	if (!image.version_size)
		ck_assert_ptr_ne(image.version, bytes + 0x200 + get16(bytes + 0x20e));
	ck_assert_uint_eq(image.payload_size, pointers[_i].payload_size);
}
END_TEST

/* Each shorter file is in memory of exactly its size, so that a sanitizer sees the end. */
START_TEST(test_cut_short)
{
	size_t size;

	for (size = 0; size < FILE_SIZE; size++) {
		file = (struct blob){ malloc(size), size };
		ck_assert(file.data || !size);
		if (size)
			memcpy(file.data, bytes, size);
		ck_assert_msg(parse_bzimage() == -1, "%zu bytes were accepted", size);
		ck_assert_msg(strstr(error.text, size < 0x206 ? "is not a Linux/x86 kernel" :
								"is cut short") != NULL,
			      "%zu bytes: %s", size, error.text);
		free(file.data);
	}
}
END_TEST

/* Placement: a kernel and the free memory. */
static const struct {
	const char *name;
	uint64_t free, free_end;
	int relocatable;
	uint64_t expected; /* 0: the kernel is refused */
	const char *message;
} places[] = {
	{ "aligned up", 0x10001000, 0x20000000, 1, 0x10200000, NULL },
	{ "at its alignment", 0x10000000, 0x20000000, 1, 0x10000000, NULL },
	{ "no lower than it prefers", 0x100000, 0x20000000, 1, 0x1000000, NULL },
	{ "just enough memory", 0x10000000, 0x10400000, 1, 0x10000000, NULL },
	{ "a page too little", 0x10000000, 0x103ff000, 1, 0,
	  "k: kernel: no space for 0x400000 bytes" },
	{ "only below what it prefers", 0x100000, 0x1000000, 1, 0, "k: kernel: no space" },
	{ "not relocatable, there", 0x100000, 0x20000000, 0, 0x1000000, NULL },
	{ "not relocatable, just there", 0x1000000, 0x1400000, 0, 0x1000000, NULL },
	{ "not relocatable, elsewhere", 0x10000000, 0x20000000, 0, 0, "is not relocatable" },
	{ "not relocatable, partly taken", 0x1001000, 0x20000000, 0, 0, "is not relocatable" },
};

START_TEST(test_place_kernel)
{
	struct segments segments = { 0 };
	struct linux_parts parts = { 0 };
	int result;

	put_field("relocatable_kernel", places[_i].relocatable);
	ck_assert_int_eq(parse_bzimage(), 0);
	ck_assert_int_eq(ranges_add(&segments.free,
				    (struct range){ places[_i].free, places[_i].free_end }),
			 0);
	result = x86_place_kernel(&segments, &image, "k", &parts, &error);
	ck_assert_msg(result == (places[_i].message ? -1 : 0), "%s: %s", places[_i].name,
		      error.text);
	ck_assert_uint_eq(parts.kernel, places[_i].expected);
	if (places[_i].message)
		ck_assert_msg(strstr(error.text, places[_i].message) != NULL, "%s", error.text);
	ranges_free(&segments.free);
}
END_TEST

/* Return: the address of a kernel that is not relocatable; 0 if it is refused. */
static uint64_t place_fixed_kernel(const char *field, uint64_t value, struct range memory)
{
	struct segments segments = { 0 };
	struct linux_parts parts = { 0 };

	put_field("relocatable_kernel", 0);
	put_field(field, value);
	ck_assert_int_eq(parse_bzimage(), 0);
	ck_assert_int_eq(ranges_add(&segments.free, memory), 0);
	if (x86_place_kernel(&segments, &image, "k", &parts, &error)) {
		ck_assert_msg(strstr(error.text, "is not relocatable") != NULL, "%s", error.text);
		parts.kernel = 0;
	}
	ranges_free(&segments.free);
	return parts.kernel;
}

/* init_size is any number of bytes, and memory is placed in pages. */
START_TEST(test_not_relocatable_and_odd)
{
	ck_assert_uint_eq(place_fixed_kernel("init_size", 0x3ff001,
					     (struct range){ 0x100000, 0x1400000 }),
			  0x1000000);
}
END_TEST

/* The kernel must not be moved to the next page. */
START_TEST(test_not_relocatable_and_unaligned)
{
	ck_assert_uint_eq(place_fixed_kernel("pref_address", 0x1000800,
					     (struct range){ 0x100000, 0x20000000 }),
			  0);
}
END_TEST

/* An end past 64 bits must not become a low one. */
START_TEST(test_preferred_address_wraps)
{
	ck_assert_uint_eq(place_fixed_kernel("pref_address", 0xfffffffffffff000,
					     (struct range){ 0, UINT64_MAX }),
			  0);
}
END_TEST

static const struct {
	const char *line;
	uint32_t spare;
	const char *message;
} lines[] = {
	{ "", 0, NULL },
	{ "1234567", 0, NULL },
	{ "12345678", 0, NULL },
	{ "123456789", 0, "k: the command line is 9 bytes long (at most 8 were expected)" },
	{ "12345", 3, NULL },
	{ "123456", 3, "k: the command line is 6 bytes long (at most 5 were expected)" },
	{ "", 8, NULL },
	{ "1", 9, "k: the command line is 1 bytes long (at most 0 were expected)" },
};

START_TEST(test_command_line)
{
	uint8_t boot_params[4096];
	struct segments segments = { 0 };
	struct linux_parts parts;

	put_field("cmdline_size", 8);
	ck_assert_int_eq(parse_bzimage(), 0);
	ck_assert_int_eq(ranges_add(&segments.free, (struct range){ 0x101000, 0x109000 }), 0);
	ck_assert_int_eq(x86_place_boot_params(&segments, &image, "k", lines[_i].line,
					       lines[_i].spare, boot_params, &parts, &error),
			 lines[_i].message ? -1 : 0);
	if (lines[_i].message) {
		ck_assert_str_eq(error.text, lines[_i].message);
	} else {
		ck_assert_uint_eq(parts.boot_params, 0x101000);
		ck_assert_uint_eq(parts.command_line, 0x102000);
		ck_assert_uint_eq(segments.list[1].stored, strlen(lines[_i].line) + 1);
		ck_assert_uint_eq(segments.list[1].size,
				  strlen(lines[_i].line) + 1 + lines[_i].spare);
	}
	ranges_free(&segments.free);
}
END_TEST

static uint8_t zero_page[4096 + 1];

static void fill_zero_page(uint64_t initrd, uint64_t initrd_size)
{
	struct linux_parts parts = {
		.boot_params = 0x10008000,
		.command_line = 0x112345000,
		.initrd = initrd,
		.kernel = 0x10200000,
	};

	ck_assert_int_eq(parse_bzimage(), 0);
	memset(zero_page, 0xee, sizeof(zero_page));
	x86_fill_boot_params(zero_page, &image, &parts, initrd_size);
	ck_assert_uint_eq(zero_page[4096], 0xee);
}

static void assert_zero_bytes(unsigned int from, unsigned int to)
{
	for (; from < to; from++)
		ck_assert_msg(!zero_page[from], "byte 0x%x is 0x%x", from, zero_page[from]);
}

START_TEST(test_boot_params)
{
	put_field("setup_data", 0x1234);
	fill_zero_page(0x223456000, 0x312345678);
	ck_assert_mem_eq(zero_page + 0x202, "HdrS", 4);
	ck_assert_uint_eq(zero_page[0x210], 0xd0);
	ck_assert_uint_eq(zero_page[0x211], 1);
	ck_assert_uint_eq(get16(zero_page + 0x1fa), 0xffff);
	ck_assert_uint_eq(get64(zero_page + 0x250), 0);
	ck_assert_uint_eq(get32(zero_page + 0x228), 0x12345000);
	ck_assert_uint_eq(get32(zero_page + 0x0c8), 1);
	ck_assert_uint_eq(get32(zero_page + 0x218), 0x23456000);
	ck_assert_uint_eq(get32(zero_page + 0x0c0), 2);
	ck_assert_uint_eq(get32(zero_page + 0x21c), 0x12345678);
	ck_assert_uint_eq(get32(zero_page + 0x0c4), 3);
	assert_zero_bytes(0, 0xc0);
	assert_zero_bytes(0xcc, 0x1f1);
	assert_zero_bytes(HEADER_END, 4096);
}
END_TEST

/* zero-page.rst: with a sentinel other than 0 the kernel clears the page. */
START_TEST(test_sentinel)
{
	memset(bytes, 0xff, 0x1f1);
	fill_zero_page(0x10100000, 1);
	ck_assert_uint_eq(zero_page[0x1ef], 0);
}
END_TEST

START_TEST(test_no_initrd)
{
	put_field("ramdisk_image", 0xdead0000);
	put_field("ramdisk_size", 0xbeef);
	fill_zero_page(0x10100000, 0);
	ck_assert_uint_eq(get32(zero_page + 0x218), 0);
	ck_assert_uint_eq(get32(zero_page + 0x21c), 0);
	ck_assert_uint_eq(get32(zero_page + 0x0c0), 0);
	ck_assert_uint_eq(get32(zero_page + 0x0c4), 0);
}
END_TEST

static void add_bzimage_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, make_bzimage, free_bzimage);
	tcase_add_test(tests, test_good);
	tcase_add_loop_test(tests, test_rule, 0, COUNT(rules));
	tcase_add_loop_test(tests, test_pointer, 0, COUNT(pointers));
	tcase_add_test(tests, test_cut_short);
	tcase_add_loop_test(tests, test_place_kernel, 0, COUNT(places));
	tcase_add_test(tests, test_not_relocatable_and_odd);
	tcase_add_test(tests, test_not_relocatable_and_unaligned);
	tcase_add_test(tests, test_preferred_address_wraps);
	tcase_add_loop_test(tests, test_command_line, 0, COUNT(lines));
	tcase_add_test(tests, test_boot_params);
	tcase_add_test(tests, test_sentinel);
	tcase_add_test(tests, test_no_initrd);
}

int main(void)
{
	return run_tests("bzimage", add_bzimage_tests);
}
