// SPDX-License-Identifier: GPL-2.0-only
/*
 * The header is written byte by byte after doc/baked-image.md, and not by the struct of the
 * code, so that a mistake in one of them shows.
 */
#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include "include/kexec_bake.h"
#include "unit.h"

#define PAGE         4096u
#define HEADER_SIZE  664
#define IMAGE_SIZE   0x203000ull
#define HEAD_DIGEST  592
#define DIGEST       624
#define HANDOFF_SIZE (224 + 1024 * 24 + 144 + 512 * 48)

struct field {
	const char *name;
	unsigned int offset, width;
	uint64_t value;
};

static const struct field good[] = {
	{ "magic", 0, 8, 0x4b4142434558454b },
	{ "version", 8, 2, 1 },
	{ "header_size", 10, 2, HEADER_SIZE },
	{ "arch", 12, 2, 62 },
	{ "reserved", 14, 2, 0 },
	{ "flags", 16, 8, 0 },
	{ "load_addr", 24, 8, 0x10000000 },
	{ "region_size", 32, 8, 0x04000000 },
	{ "image_size", 40, 8, IMAGE_SIZE },
	{ "entry", 48, 8, 0xb400 },
	{ "top_4level", 56, 8, 0x1000 },
	{ "top_5level", 64, 8, 0x2000 },
	{ "page_tables", 72, 8, 0x1000 },
	{ "page_tables.size", 80, 8, 0x7000 },
	{ "boot_params", 88, 8, 0x8000 },
	{ "boot_params.size", 96, 8, 0x1000 },
	{ "command_line", 104, 8, 0x9000 },
	{ "command_line.size", 112, 8, 0x1020 },
	{ "fixups", 120, 8, 0 },
	{ "fixups.size", 128, 8, 0 },
	{ "purgatory", 136, 8, 0xb000 },
	{ "purgatory.size", 144, 8, 0x1234 },
	{ "scratch", 152, 8, 0xd000 },
	{ "scratch.size", 160, 8, 0x2000 },
	{ "handoff", 168, 8, 0xf000 },
	{ "handoff.size", 176, 8, 0xd000 },
	{ "initrd", 184, 8, 0x1c000 },
	{ "initrd.size", 192, 8, 0x4321 },
	{ "record", 200, 8, 0x21000 },
	{ "record.size", 208, 8, 0x200000 - 0x21000 },
	{ "kernel", 216, 8, 0x200000 },
	{ "kernel.size", 224, 8, 0x3000 },
	{ "core", 232, 8, 0x03fc0000 },
	{ "core.size", 240, 8, 0x40000 },
	{ "kernel_memory", 248, 8, 0x100000 },
	{ "alignment", 256, 8, 0 },
	{ "lowest_addr", 264, 8, 0 },
	{ "kernel_version", 272, 8, 0x302e312e36 }, /* "6.1.0" */
	{ "sealed header", 528, 8, 0 },
	{ "sealed header.size", 536, 8, HEAD_DIGEST },
	{ "sealed head", 544, 8, 0x1000 },
	{ "sealed head.size", 552, 8, 0xb234 },
	{ "sealed initrd", 560, 8, 0x1c000 },
	{ "sealed initrd.size", 568, 8, 0x4321 },
	{ "sealed kernel", 576, 8, 0x200000 },
	{ "sealed kernel.size", 584, 8, 0x3000 },
	{ "placed_at", 656, 8, 0 },
};

/* An allocation of its own, so that a sanitizer sees a read behind the page. */
static uint8_t *page;

static void put(const char *name, uint64_t value)
{
	unsigned int i, b;

	for (i = 0; i < COUNT(good) && strcmp(good[i].name, name); i++)
		;
	ck_assert_msg(i < COUNT(good), "there is no field %s", name);
	for (b = 0; b < good[i].width; b++)
		page[good[i].offset + b] = value >> 8 * b;
}

static void start(void)
{
	size_t i;

	page = calloc(1, PAGE);
	ck_assert_ptr_nonnull(page);
	for (i = 0; i < COUNT(good); i++)
		put(good[i].name, good[i].value);
	memset(page + HEAD_DIGEST, 0xd1, 64);
}

static void stop(void)
{
	free(page);
}

START_TEST(test_good)
{
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_OK);
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE + 1), KEXEC_BAKE_OK);
	ck_assert_int_eq(kexec_bake_validate(page, UINT64_MAX), KEXEC_BAKE_OK);
}
END_TEST

START_TEST(test_sizes_of_the_structs)
{
	ck_assert_uint_eq(sizeof(struct kexec_bake_header), HEADER_SIZE);
	ck_assert_uint_eq(offsetof(struct kexec_bake_header, head_digest), HEAD_DIGEST);
	ck_assert_uint_eq(offsetof(struct kexec_bake_header, digest), DIGEST);
	ck_assert_uint_eq(offsetof(struct kexec_bake_header, placed_at), HEADER_SIZE - 8);
	ck_assert_uint_eq(sizeof(struct kexec_bake_map_entry), 24);
	ck_assert_uint_eq(offsetof(struct kexec_bake_handoff, efi), 224 + 1024 * 24);
	ck_assert_uint_eq(offsetof(struct kexec_bake_efi, setup_head), 32);
	ck_assert_uint_eq(offsetof(struct kexec_bake_efi, map), 144);
	ck_assert_uint_eq(sizeof(struct kexec_bake_handoff), HANDOFF_SIZE);
	ck_assert_uint_eq(sizeof(struct kexec_bake_note), 36);
}
END_TEST

START_TEST(test_unaligned)
{
	uint8_t *moved = malloc(PAGE + 1);

	ck_assert_ptr_nonnull(moved);
	memcpy(moved + 1, page, PAGE);
	ck_assert_int_eq(kexec_bake_validate(moved + 1, IMAGE_SIZE), KEXEC_BAKE_OK);
	free(moved);
}
END_TEST

/* Other valid headers. */
static const struct {
	const char *name;
	struct {
		const char *field;
		uint64_t value;
	} set[6];
} other[] = {
	{ "EFI for its kernel", { { "flags", 2 } } },
	{ "no 5-level tables", { { "top_5level", 0 } } },
	{ "no initrd",
	  { { "initrd", 0 },
	    { "initrd.size", 0 },
	    { "sealed initrd", 0 },
	    { "sealed initrd.size", 0 },
	    { "record", 0x1c000 },
	    { "record.size", 0x1e4000 } } },
	{ "up to 4 GiB", { { "load_addr", 0xfc000000 } } },
	{ "the whole of 4 GiB",
	  { { "load_addr", 0x1000 }, { "region_size", 0xfffff000 }, { "core", 0xfffbf000 } } },
	{ "an initrd of whole pages",
	  { { "initrd.size", 0x5000 }, { "sealed initrd.size", 0x5000 } } },
	{ "a record of the least size", { { "record.size", 8192 } } },
	{ "a kernel that fills the region", { { "kernel_memory", 0x3dc0000 } } },
	{ "an elfcorehdr of the least size", { { "core", 0x3fe0000 }, { "core.size", 0x20000 } } },
	{ "a large one", { { "core", 0x300000 }, { "core.size", 0x3d00000 } } },
	{ "just room for words", { { "command_line.size", 33 } } },
	{ "a kernel that needs no more than is stored", { { "kernel_memory", 0x3000 } } },
};

START_TEST(test_other)
{
	int i;

	for (i = 0; i < 6 && other[_i].set[i].field; i++)
		put(other[_i].set[i].field, other[_i].set[i].value);
	ck_assert_msg(kexec_bake_validate(page, IMAGE_SIZE) == KEXEC_BAKE_OK, "%s", other[_i].name);
}
END_TEST

/* A field, a wrong value, and the error that must be returned. */
static const struct {
	const char *field;
	uint64_t value;
	int expected;
} broken[] = {
	{ "magic", 0, KEXEC_BAKE_EMAGIC },
	{ "version", 0, KEXEC_BAKE_EVERSION },
	{ "version", 2, KEXEC_BAKE_EVERSION },
	{ "version", 0x100, KEXEC_BAKE_EVERSION },
	{ "header_size", HEADER_SIZE - 8, KEXEC_BAKE_EVERSION },
	{ "header_size", HEADER_SIZE + 8, KEXEC_BAKE_EVERSION },
	{ "arch", 183, KEXEC_BAKE_EARCH },
	{ "arch", 0, KEXEC_BAKE_EARCH },
	{ "reserved", 1, KEXEC_BAKE_EFLAGS },
	{ "flags", 1, KEXEC_BAKE_EFIXUPS },
	{ "flags", 4, KEXEC_BAKE_EFLAGS },
	{ "flags", 1ull << 63, KEXEC_BAKE_EFLAGS },
	{ "load_addr", 0, KEXEC_BAKE_EADDRESS },
	{ "load_addr", 0x10000800, KEXEC_BAKE_EADDRESS },
	{ "load_addr", 0x100000000, KEXEC_BAKE_EADDRESS },
	{ "load_addr", 0xfffffffffffff000, KEXEC_BAKE_EADDRESS },
	{ "load_addr", 0xfd000000, KEXEC_BAKE_ESIZE },
	{ "region_size", 0, KEXEC_BAKE_ESIZE },
	{ "region_size", 0x04000001, KEXEC_BAKE_ESIZE },
	{ "region_size", IMAGE_SIZE - 0x1000, KEXEC_BAKE_ESIZE },
	{ "region_size", 0xf0001000, KEXEC_BAKE_ESIZE },
	{ "region_size", 0xfffffffffffff000, KEXEC_BAKE_ESIZE },
	{ "region_size", 0x2ff000, KEXEC_BAKE_EKERNEL },
	{ "region_size", 0x3fff000, KEXEC_BAKE_ECORE },
	{ "region_size", 0x4001000, KEXEC_BAKE_ECORE },
	{ "image_size", 0, KEXEC_BAKE_ESIZE },
	{ "image_size", 0x4001000, KEXEC_BAKE_ESIZE },
	{ "image_size", UINT64_MAX, KEXEC_BAKE_ESIZE },
	{ "image_size", IMAGE_SIZE + 1, KEXEC_BAKE_ESHORT },
	{ "image_size", IMAGE_SIZE - 1, KEXEC_BAKE_EEXTENT },
	{ "entry", 0, KEXEC_BAKE_EENTRY },
	{ "entry", 0xafff, KEXEC_BAKE_EENTRY },
	{ "entry", 0xc234, KEXEC_BAKE_EENTRY },
	{ "entry", UINT64_MAX, KEXEC_BAKE_EENTRY },
	{ "top_4level", 0, KEXEC_BAKE_EENTRY },
	{ "top_4level", 0x1008, KEXEC_BAKE_EENTRY },
	{ "top_4level", 0x8000, KEXEC_BAKE_EENTRY },
	{ "top_4level", 0xfffffffffffff000, KEXEC_BAKE_EENTRY },
	{ "top_5level", 0x2008, KEXEC_BAKE_EENTRY },
	{ "top_5level", 0x8000, KEXEC_BAKE_EENTRY },
	{ "page_tables", 0, KEXEC_BAKE_EEXTENT },
	{ "page_tables", 0x1800, KEXEC_BAKE_EEXTENT },
	{ "page_tables", 0x2000, KEXEC_BAKE_EORDER },
	{ "page_tables.size", 0, KEXEC_BAKE_EEXTENT },
	{ "page_tables.size", 0x7001, KEXEC_BAKE_EORDER },
	{ "page_tables.size", UINT64_MAX, KEXEC_BAKE_EEXTENT },
	{ "boot_params", 0x7000, KEXEC_BAKE_EORDER },
	{ "boot_params", 0x8010, KEXEC_BAKE_EEXTENT },
	{ "boot_params.size", 0xfff, KEXEC_BAKE_EEXTENT },
	{ "boot_params.size", 0, KEXEC_BAKE_EEXTENT },
	{ "command_line", 0xb000, KEXEC_BAKE_EORDER },
	{ "command_line", 0x9010, KEXEC_BAKE_EEXTENT },
	{ "command_line.size", 0, KEXEC_BAKE_EEXTENT },
	{ "command_line.size", 32, KEXEC_BAKE_EEXTENT },
	{ "command_line.size", 0x2001, KEXEC_BAKE_EORDER },
	{ "command_line.size", UINT64_MAX - 0x8fff, KEXEC_BAKE_EEXTENT },
	{ "purgatory", 0xc000, KEXEC_BAKE_EORDER },
	{ "purgatory", 0xb001, KEXEC_BAKE_EEXTENT },
	{ "purgatory.size", 0, KEXEC_BAKE_EEXTENT },
	{ "purgatory.size", 0x2001, KEXEC_BAKE_EORDER },
	{ "purgatory.size", 0x1233, KEXEC_BAKE_ESEAL },
	{ "purgatory.size", 0x400, KEXEC_BAKE_EENTRY },
	{ "scratch", 0xc000, KEXEC_BAKE_EORDER },
	{ "scratch", 0xd800, KEXEC_BAKE_EEXTENT },
	{ "scratch.size", 0, KEXEC_BAKE_EEXTENT },
	{ "scratch.size", 0x2001, KEXEC_BAKE_EORDER },
	{ "handoff", 0xe000, KEXEC_BAKE_EORDER },
	{ "handoff", 0xf800, KEXEC_BAKE_EEXTENT },
	{ "handoff.size", 0, KEXEC_BAKE_EEXTENT },
	{ "handoff.size", HANDOFF_SIZE - 1, KEXEC_BAKE_EEXTENT },
	{ "handoff.size", 0xd001, KEXEC_BAKE_EORDER },
	{ "initrd", 0xf000, KEXEC_BAKE_EORDER },
	{ "initrd", 0x1c004, KEXEC_BAKE_EEXTENT },
	{ "initrd", 0xfffffffffffff000, KEXEC_BAKE_EEXTENT },
	{ "initrd.size", 0, KEXEC_BAKE_EEXTENT },
	{ "initrd.size", 0x5001, KEXEC_BAKE_EORDER },
	{ "initrd.size", 0x4322, KEXEC_BAKE_ESEAL },
	{ "initrd.size", UINT64_MAX, KEXEC_BAKE_EEXTENT },
	{ "record", 0x20000, KEXEC_BAKE_EORDER },
	{ "record", 0x22000, KEXEC_BAKE_EORDER },
	{ "record", 0x21004, KEXEC_BAKE_EEXTENT },
	{ "record", 0x14324, KEXEC_BAKE_EEXTENT },
	{ "record.size", 0, KEXEC_BAKE_EEXTENT },
	{ "record.size", 8191, KEXEC_BAKE_EEXTENT },
	{ "record.size", 0x1e0000, KEXEC_BAKE_EORDER },
	{ "record.size", UINT64_MAX, KEXEC_BAKE_EEXTENT },
	{ "kernel", 0x1ff000, KEXEC_BAKE_EORDER },
	{ "kernel", 0x201000, KEXEC_BAKE_EEXTENT },
	{ "kernel", 0x200008, KEXEC_BAKE_EEXTENT },
	{ "kernel.size", 0, KEXEC_BAKE_EEXTENT },
	{ "kernel.size", 0x2fff, KEXEC_BAKE_EKERNEL },
	{ "kernel.size", UINT64_MAX, KEXEC_BAKE_EEXTENT },
	{ "kernel_memory", 0x2fff, KEXEC_BAKE_EKERNEL },
	{ "kernel_memory", 0, KEXEC_BAKE_EKERNEL },
	{ "kernel_memory", 0x3e00001, KEXEC_BAKE_EKERNEL },
	{ "kernel_memory", 0x3e00000, KEXEC_BAKE_ECORE },
	{ "kernel_memory", 0x3dc0001, KEXEC_BAKE_ECORE },
	{ "core", 0, KEXEC_BAKE_ECORE },
	{ "core", 0x03fc0800, KEXEC_BAKE_ECORE },
	{ "core", 0x03fbf000, KEXEC_BAKE_ECORE },
	{ "core", 0x04000000, KEXEC_BAKE_ECORE },
	{ "core", UINT64_MAX - 0xfff, KEXEC_BAKE_ECORE },
	{ "core.size", 0, KEXEC_BAKE_ECORE },
	{ "core.size", 0x1f000, KEXEC_BAKE_ECORE },
	{ "core.size", 0x40001, KEXEC_BAKE_ECORE },
	{ "core.size", 0x41000, KEXEC_BAKE_ECORE },
	{ "core.size", 0x4001000, KEXEC_BAKE_ECORE },
	{ "core.size", UINT64_MAX, KEXEC_BAKE_ECORE },
	{ "kernel_memory", UINT64_MAX, KEXEC_BAKE_EKERNEL },
	{ "fixups", 0xa000, KEXEC_BAKE_EEXTENT },
	{ "fixups.size", 8, KEXEC_BAKE_EEXTENT },
	{ "alignment", 0x200000, KEXEC_BAKE_EPLACE },
	{ "lowest_addr", 0x1000000, KEXEC_BAKE_EPLACE },
	{ "placed_at", 0x10000000, KEXEC_BAKE_EPLACE },
	{ "sealed header", 1, KEXEC_BAKE_ESEAL },
	{ "sealed header.size", HEAD_DIGEST - 1, KEXEC_BAKE_ESEAL },
	{ "sealed header.size", 0, KEXEC_BAKE_ESEAL },
	{ "sealed head", 0, KEXEC_BAKE_ESEAL },
	{ "sealed head.size", 0xb233, KEXEC_BAKE_ESEAL },
	{ "sealed head.size", UINT64_MAX, KEXEC_BAKE_ESEAL },
	{ "sealed initrd", 0, KEXEC_BAKE_ESEAL },
	{ "sealed initrd.size", 0, KEXEC_BAKE_ESEAL },
	{ "sealed kernel", 0x201000, KEXEC_BAKE_ESEAL },
	{ "sealed kernel.size", 0x2000, KEXEC_BAKE_ESEAL },
};

START_TEST(test_broken)
{
	int result;

	put(broken[_i].field, broken[_i].value);
	result = kexec_bake_validate(page, IMAGE_SIZE);
	ck_assert_msg(result == broken[_i].expected, "%s = 0x%llx: %s (%d), %d was expected",
		      broken[_i].field, (unsigned long long)broken[_i].value,
		      kexec_bake_strerror(result), result, broken[_i].expected);
}
END_TEST

static void make_relocatable(void)
{
	put("flags", 1);
	put("command_line.size", 0x40);
	put("fixups", 0xa000);
	put("fixups.size", 8 * 8);
	put("alignment", 0x200000);
	put("lowest_addr", 0x1000000);
}

/* Changes of a relocatable image, and the error that must be returned. */
static const struct {
	const char *field;
	uint64_t value;
	int expected;
} places[] = {
	{ "placed_at", 0, KEXEC_BAKE_OK },
	{ "placed_at", 0x10000000, KEXEC_BAKE_OK },
	{ "placed_at", 0x1000000, KEXEC_BAKE_OK },
	{ "placed_at", 0xfc000000, KEXEC_BAKE_OK },
	{ "placed_at", 0xe00000, KEXEC_BAKE_EPLACE },
	{ "placed_at", 0x1100000, KEXEC_BAKE_EPLACE },
	{ "placed_at", 0xfc200000, KEXEC_BAKE_EPLACE },
	{ "placed_at", 0x100000000, KEXEC_BAKE_EPLACE },
	{ "placed_at", 0xffffffffffe00000, KEXEC_BAKE_EPLACE },
	{ "load_addr", 0x1000000, KEXEC_BAKE_OK },
	{ "load_addr", 0xe00000, KEXEC_BAKE_EPLACE },
	{ "load_addr", 0x10001000, KEXEC_BAKE_EPLACE },
	{ "lowest_addr", 0x10000000, KEXEC_BAKE_OK },
	{ "lowest_addr", 0x200000, KEXEC_BAKE_OK },
	{ "lowest_addr", 0, KEXEC_BAKE_EPLACE },
	{ "lowest_addr", 0x10200000, KEXEC_BAKE_EPLACE },
	{ "lowest_addr", 0x1001000, KEXEC_BAKE_EPLACE },
	{ "lowest_addr", UINT64_MAX, KEXEC_BAKE_EPLACE },
	{ "alignment", 0x1000, KEXEC_BAKE_OK },
	{ "alignment", 0x1000000, KEXEC_BAKE_OK },
	{ "alignment", 0, KEXEC_BAKE_EPLACE },
	{ "alignment", 0x800, KEXEC_BAKE_EPLACE },
	{ "alignment", 0x3000, KEXEC_BAKE_EPLACE },
	{ "alignment", 0x2000000, KEXEC_BAKE_EPLACE },
	{ "alignment", 0x80000000, KEXEC_BAKE_EPLACE },
	{ "alignment", 1ull << 63, KEXEC_BAKE_EPLACE },
	{ "fixups", 0, KEXEC_BAKE_EEXTENT },
	{ "fixups", 0xa008, KEXEC_BAKE_EEXTENT },
	{ "fixups", 0x9000, KEXEC_BAKE_EORDER },
	{ "fixups", 0xb000, KEXEC_BAKE_EORDER },
	{ "fixups", 0xfffffffffffff000, KEXEC_BAKE_EEXTENT },
	{ "fixups.size", 8, KEXEC_BAKE_OK },
	{ "fixups.size", 64 * 8, KEXEC_BAKE_OK },
	{ "fixups.size", 0, KEXEC_BAKE_EEXTENT },
	{ "fixups.size", 4, KEXEC_BAKE_EFIXUPS },
	{ "fixups.size", 65, KEXEC_BAKE_EFIXUPS },
	{ "fixups.size", 65 * 8, KEXEC_BAKE_EFIXUPS },
	{ "fixups.size", 0x1008, KEXEC_BAKE_EORDER },
	{ "fixups.size", UINT64_MAX - 7, KEXEC_BAKE_EEXTENT },
	{ "flags", 0, KEXEC_BAKE_EPLACE },
	{ "flags", 3, KEXEC_BAKE_OK },
	{ "flags", 2, KEXEC_BAKE_EPLACE },
	{ "flags", 5, KEXEC_BAKE_EFLAGS },
};

START_TEST(test_places)
{
	int result;

	make_relocatable();
	put(places[_i].field, places[_i].value);
	result = kexec_bake_validate(page, IMAGE_SIZE);
	ck_assert_msg(result == places[_i].expected, "%s = 0x%llx: %s (%d), %d was expected",
		      places[_i].field, (unsigned long long)places[_i].value,
		      kexec_bake_strerror(result), result, places[_i].expected);
}
END_TEST

/* An alignment is refused even if every place is a multiple of it. */
START_TEST(test_alignment_is_a_power_of_two)
{
	make_relocatable();
	put("load_addr", 0x12000000);
	put("lowest_addr", 0x6000000);
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_OK);
	put("alignment", 0x600000);
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_EPLACE);
}
END_TEST

START_TEST(test_version_never_ends)
{
	memset(page + 272, 'x', 256);
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_ESTRING);
	page[272 + 255] = 0;
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_OK);
}
END_TEST

START_TEST(test_padding)
{
	page[_i] = 1;
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE), KEXEC_BAKE_EPADDING);
}
END_TEST

START_TEST(test_cut_short)
{
	uint8_t *cut;
	size_t size;

	for (size = 0; size < PAGE; size++) {
		cut = malloc(size);
		ck_assert(cut || !size);
		if (size)
			memcpy(cut, page, size);
		ck_assert_int_eq(kexec_bake_validate(cut, size), KEXEC_BAKE_ESHORT);
		free(cut);
	}
	for (size = PAGE; size < IMAGE_SIZE; size += 0x1fff)
		ck_assert_int_eq(kexec_bake_validate(page, size), KEXEC_BAKE_ESHORT);
	ck_assert_int_eq(kexec_bake_validate(page, IMAGE_SIZE - 1), KEXEC_BAKE_ESHORT);
}
END_TEST

/*
 * Bytes of a header that may change without making it invalid, with the reason.  All but the
 * digests are sealed, so the digest detects a change.
 */
static const struct {
	unsigned int offset, size;
	const char *why;
} harmless[] = {
	{ 16, 1, "flags: any kernel may be told of EFI" },
	{ 24, 8, "load_addr: any page that leaves the region below 4 GiB will do" },
	{ 48, 8, "entry: anywhere in the purgatory" },
	{ 56, 8, "top_4level: any of the page tables" },
	{ 64, 8, "top_5level: any of the page tables, or none" },
	{ 80, 8, "page_tables.size: fewer of them still hold both tops" },
	{ 112, 8, "command_line.size: whatever fits" },
	{ 160, 8, "scratch.size: only the purgatory knows what it needs" },
	{ 176, 8, "handoff.size: what is behind the block is not used" },
	{ 208, 8, "record.size: whatever fits" },
	{ 248, 8, "kernel_memory: between what is stored and the region's end" },
	{ 272, 256, "kernel_version: any text" },
	{ HEAD_DIGEST, 32, "head_digest: computed elsewhere" },
	{ DIGEST, 32, "digest: computed elsewhere" },
};

static bool is_harmless(unsigned int offset)
{
	size_t i;

	for (i = 0; i < COUNT(harmless); i++)
		if (offset - harmless[i].offset < harmless[i].size)
			return true;
	return false;
}

static bool some_value_is_accepted(unsigned int offset)
{
	uint8_t kept = page[offset];
	bool accepted = false;
	unsigned int x;

	for (x = 1; x < 256 && !accepted; x++) {
		page[offset] = kept ^ x;
		accepted = !kexec_bake_validate(page, IMAGE_SIZE);
	}
	page[offset] = kept;
	return accepted;
}

START_TEST(test_every_byte)
{
	unsigned int offset;

	for (offset = 0; offset < PAGE; offset++)
		if (!is_harmless(offset))
			ck_assert_msg(!some_value_is_accepted(offset),
				      "a change of byte %u was accepted", offset);
}
END_TEST

/* A stricter check has to shorten the list. */
START_TEST(test_harmless_is_so)
{
	unsigned int offset = harmless[_i].offset;
	unsigned int end = offset + harmless[_i].size;

	while (offset < end && !some_value_is_accepted(offset))
		offset++;
	ck_assert_msg(offset < end, "not so: %s", harmless[_i].why);
}
END_TEST

START_TEST(test_words)
{
	int i, j;

	for (i = 0; i < KEXEC_BAKE_ERRORS; i++) {
		ck_assert_ptr_nonnull(kexec_bake_strerror(-i));
		for (j = 0; j < i; j++)
			ck_assert_str_ne(kexec_bake_strerror(-i), kexec_bake_strerror(-j));
	}
	ck_assert_str_eq(kexec_bake_strerror(1), "unknown error");
	ck_assert_str_eq(kexec_bake_strerror(-KEXEC_BAKE_ERRORS), "unknown error");
	ck_assert_str_eq(kexec_bake_strerror(INT_MIN), "unknown error");
	ck_assert_str_eq(kexec_bake_strerror(INT_MAX), "unknown error");
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_test(tests, test_good);
	tcase_add_test(tests, test_sizes_of_the_structs);
	tcase_add_test(tests, test_unaligned);
	tcase_add_loop_test(tests, test_other, 0, COUNT(other));
	tcase_add_loop_test(tests, test_broken, 0, COUNT(broken));
	tcase_add_loop_test(tests, test_places, 0, COUNT(places));
	tcase_add_test(tests, test_alignment_is_a_power_of_two);
	tcase_add_test(tests, test_version_never_ends);
	tcase_add_loop_test(tests, test_padding, HEADER_SIZE, HEADER_SIZE + 1);
	tcase_add_loop_test(tests, test_padding, PAGE - 1, PAGE);
	tcase_add_test(tests, test_cut_short);
	tcase_add_test(tests, test_every_byte);
	tcase_add_loop_test(tests, test_harmless_is_so, 0, COUNT(harmless));
	tcase_add_test(tests, test_words);
}

int main(void)
{
	return run_tests("validate", add_tests);
}
