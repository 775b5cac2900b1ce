// SPDX-License-Identifier: GPL-2.0-only
/* The purgatory's merge_handoff.c and merge_optional.c, compiled for the host. */
#include <stdbool.h>
#include <string.h>

#include "util_lib/little_endian.h"
#include "purgatory/purgatory.h"
#include "unit.h"

#define REGION      0x10000000ull
#define REGION_SIZE 0x08000000ull
#define INITRD      0x10100000ull
#define RECORD      0x10200004ull
#define RECORD_ROOM 0x1000ull
#define CORE        0x17fc0000ull
#define CORE_ROOM   0x40000ull

/* zero-page.rst */
#define SCREEN_INFO        0x000
#define RSDP               0x070
#define EDID_INFO          0x140
#define RAMDISK_IMAGE_HIGH 0x0c0
#define RAMDISK_SIZE_HIGH  0x0c4
#define EFI_INFO           0x1c0
#define ENTRIES            0x1e8
#define SECURE_BOOT        0x1ec
#define RAMDISK_IMAGE      0x218
#define RAMDISK_SIZE       0x21c
#define SETUP_DATA         0x250
#define TABLE              0x2d0

#define RAM      1
#define RESERVED 2
#define ACPI     3

static struct purgatory_info info;
static struct kexec_bake_handoff handoff;
static uint8_t zero_page[4096 + 1];
static char command_line[64];

static void start(void)
{
	memset(&info, 0, sizeof(info));
	info.region = (struct purgatory_range){ REGION, REGION_SIZE };
	info.initrd = (struct purgatory_range){ INITRD, RECORD - INITRD - 1 };
	info.oops = (struct purgatory_range){ RECORD, RECORD_ROOM };
	info.elfcorehdr = (struct purgatory_range){ CORE, CORE_ROOM };
	memset(command_line, '~', sizeof(command_line));
	strcpy(command_line, "some words");
	info.command_line = (struct purgatory_range){ (uintptr_t)command_line, 11 + 32 };
	memset(&handoff, 0, sizeof(handoff));
	handoff.magic = 0x4b464f48;
	handoff.map_count = 1;
	handoff.map[0] = (struct kexec_bake_map_entry){ 0, 0x9fc00, RAM, 0 };
	memset(zero_page, 0xee, sizeof(zero_page));
	/* As baked. */
	memset(zero_page + SETUP_DATA, 0, 8);
}

static const char *merge(void)
{
	const char *why = arch_merge_handoff(&info, &handoff, zero_page);

	ck_assert_uint_eq(zero_page[4096], 0xee);
	return why;
}

struct entry {
	uint64_t start, size;
	uint32_t type;
};

#define MAX 6
#define THE_REGION                                                                                 \
	{                                                                                          \
		REGION, REGION_SIZE, RAM                                                           \
	}

/* The tables end with an entry of type 0. */
static const struct {
	const char *name;
	struct entry map[MAX];
	struct entry expected[MAX];
} maps[] = {
	{ "low RAM is kept", { { 0, 0x9fc00, RAM } }, { { 0, 0x9fc00, RAM }, THE_REGION } },
	{ "RAM below 640 KiB is clipped there",
	  { { 0x1000, 0x100000, RAM } },
	  { { 0x1000, 0x9f000, RAM }, THE_REGION } },
	{ "RAM up to 640 KiB", { { 0, 0xa0000, RAM } }, { { 0, 0xa0000, RAM }, THE_REGION } },
	{ "RAM from 640 KiB on is left out", { { 0xa0000, 0x1000, RAM } }, { THE_REGION } },
	{ "RAM above is left out",
	  { { 0, 0x9fc00, RAM }, { 0x100000, 0x7fee0000, RAM }, { 0x100000000, 0x80000000, RAM } },
	  { { 0, 0x9fc00, RAM }, THE_REGION } },
	{ "what isn't RAM is kept as it is",
	  { { 0x9fc00, 0x400, RESERVED },
	    { 0xf0000, 0x10000, RESERVED },
	    { 0x7ffe0000, 0x20000, ACPI },
	    { 0xfffc0000, 0x40000, RESERVED },
	    { 0x100000000, 0x1000, 7 } },
	  { { 0x9fc00, 0x400, RESERVED },
	    { 0xf0000, 0x10000, RESERVED },
	    { 0x7ffe0000, 0x20000, ACPI },
	    { 0xfffc0000, 0x40000, RESERVED },
	    { 0x100000000, 0x1000, 7 },
	    THE_REGION } },
	{ "the last byte of 64 bits but one",
	  { { UINT64_MAX - 1, 1, RESERVED } },
	  { { UINT64_MAX - 1, 1, RESERVED }, THE_REGION } },
	{ "RAM of impossible size is clipped",
	  { { 0x1000, 0xfffffffffffff000 - 1, RAM } },
	  { { 0x1000, 0x9f000, RAM }, THE_REGION } },
};

static uint32_t fill_map(const struct entry *map)
{
	uint32_t n;

	for (n = 0; n < MAX && map[n].type; n++)
		handoff.map[n] =
			(struct kexec_bake_map_entry){ map[n].start, map[n].size, map[n].type, 0 };
	return n;
}

START_TEST(test_map)
{
	const struct entry *e = maps[_i].expected;
	const uint8_t *found = zero_page + TABLE;
	unsigned int n;

	handoff.map_count = fill_map(maps[_i].map);
	ck_assert_ptr_null(merge());
	for (n = 0; n < MAX && e[n].type; n++, found += 20) {
		ck_assert_uint_eq(get64(found), e[n].start);
		ck_assert_uint_eq(get64(found + 8), e[n].size);
		ck_assert_uint_eq(get32(found + 16), e[n].type);
	}
	ck_assert_msg(zero_page[ENTRIES] == n, "%s: %u entries", maps[_i].name, zero_page[ENTRIES]);
	ck_assert_uint_eq(*found, 0xee);
}
END_TEST

static void fill_with(uint32_t count, uint32_t type)
{
	uint32_t i;

	handoff.map_count = count;
	for (i = 0; i < count; i++)
		handoff.map[i] =
			(struct kexec_bake_map_entry){ 0x100000 + i * 0x1000, 0x1000, type, 0 };
}

START_TEST(test_full_map)
{
	fill_with(127, RESERVED);
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(zero_page[ENTRIES], 128);
	ck_assert_uint_eq(get64(zero_page + TABLE + 127 * 20), REGION);
	/* zero-page.rst: 0xcd0 is behind the table. */
	ck_assert_uint_eq(zero_page[0xcd0], 0xee);
}
END_TEST

/* The pages of the elfcorehdr are not RAM of the kernel. */
START_TEST(test_core_in_map)
{
	const uint8_t *found = zero_page + TABLE + 20;

	handoff.elfcorehdr_size = _i;
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(zero_page[ENTRIES], 3);
	ck_assert_uint_eq(get64(found), REGION);
	ck_assert_uint_eq(get64(found + 8), REGION_SIZE - CORE_ROOM);
	ck_assert_uint_eq(get32(found + 16), RAM);
	ck_assert_uint_eq(get64(found + 20), CORE);
	ck_assert_uint_eq(get64(found + 28), CORE_ROOM);
	ck_assert_uint_eq(get32(found + 36), RESERVED);
	ck_assert_uint_eq(found[40], 0xee);
}
END_TEST

START_TEST(test_full_map_with_core)
{
	const uint8_t *list = (const uint8_t *)handoff.map;

	fill_with(127, RESERVED);
	handoff.elfcorehdr_size = 64;
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(zero_page[ENTRIES], 128);
	ck_assert_uint_eq(get64(zero_page + TABLE + 126 * 20), REGION);
	ck_assert_uint_eq(get64(zero_page + TABLE + 127 * 20), CORE);
	ck_assert_uint_eq(zero_page[0xcd0], 0xee);
	ck_assert_uint_eq(get32(list + 12), 20);
	ck_assert_uint_eq(get64(list + 16), 0x100000 + 126 * 0x1000);
}
END_TEST

/* Without an elfcorehdr all of the region is RAM, and the command line is unchanged. */
static const struct {
	const char *name;
	uint64_t core_size, command_line_size;
	const char *why;
} bad_cores[] = {
	{ "none", 0, 43, NULL },
	{ "less than an ELF header", 63, 43, "the hand-off's core header has an impossible size" },
	{ "more than its room", CORE_ROOM + 1, 43,
	  "the hand-off's core header has an impossible size" },
	{ "all there is", UINT64_MAX, 43, "the hand-off's core header has an impossible size" },
	{ "no room for words", 64, 32,
	  "the command line has no room for the core header's address" },
	{ "not even for its end", 64, 10,
	  "the command line has no room for the core header's address" },
};

START_TEST(test_bad_core)
{
	bool sane = bad_cores[_i].core_size == 64;
	const char *why;

	handoff.elfcorehdr_size = bad_cores[_i].core_size;
	info.command_line.size = bad_cores[_i].command_line_size;
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(get64(zero_page + TABLE + 28),
			  sane ? REGION_SIZE - CORE_ROOM : REGION_SIZE);
	ck_assert_uint_eq(zero_page[ENTRIES], sane ? 3 : 2);
	why = merge_elfcorehdr(&info, &handoff);
	ck_assert_msg(bad_cores[_i].why ? why && !strcmp(why, bad_cores[_i].why) : !why, "%s: %s",
		      bad_cores[_i].name, why ? why : "accepted");
	ck_assert_mem_eq(command_line, "some words\0~", 12);
}
END_TEST

/* 22 characters and a zero. */
START_TEST(test_core_in_words)
{
	handoff.elfcorehdr_size = CORE_ROOM;
	info.command_line.size = _i;
	ck_assert_ptr_null(merge_elfcorehdr(&info, &handoff));
	ck_assert_str_eq(command_line, "elfcorehdr=0x17fc0000 some words");
	ck_assert_uint_eq(command_line[33], '~');
}
END_TEST

/* boot.rst, "setup_data": next, type, size, and the ranges as in the table. */
START_TEST(test_overflowing_map)
{
	uint32_t count = _i, more = count - 127, i;
	const uint8_t *list = (const uint8_t *)handoff.map;

	fill_with(count, RESERVED);
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(zero_page[ENTRIES], 128);
	ck_assert_uint_eq(get64(zero_page + TABLE + 126 * 20), 0x100000 + 126 * 0x1000);
	ck_assert_uint_eq(get64(zero_page + TABLE + 127 * 20), REGION);
	ck_assert_uint_eq(zero_page[0xcd0], 0xee);
	ck_assert_uint_eq(get64(zero_page + SETUP_DATA), (uintptr_t)list);
	ck_assert_uint_eq(get64(list), 0);
	ck_assert_uint_eq(get32(list + 8), 1);
	ck_assert_uint_eq(get32(list + 12), more * 20);
	for (i = 0; i < more; i++) {
		ck_assert_uint_eq(get64(list + 16 + i * 20), 0x100000 + (127 + i) * 0x1000);
		ck_assert_uint_eq(get64(list + 24 + i * 20), 0x1000);
		ck_assert_uint_eq(get32(list + 32 + i * 20), RESERVED);
	}
}
END_TEST

/* Few of many ranges may be kept. */
START_TEST(test_long_map_of_ram)
{
	fill_with(KEXEC_BAKE_MAP_MAX, RAM);
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(get64(zero_page + SETUP_DATA), 0);
	ck_assert_uint_eq(zero_page[ENTRIES], 1);
	ck_assert_uint_eq(get64(zero_page + TABLE), REGION);
}
END_TEST

static const struct {
	const char *name;
	uint32_t magic, map_count;
	struct entry first;
	uint64_t record_size;
	const char *why;
} bad[] = {
	{ "never filled", 0, 0, { 0, 0, 0 }, 0, "the hand-off was never filled" },
	{ "wrong magic", 0x4b464f49, 1, { 0, 1, RAM }, 0, "the hand-off was never filled" },
	{ "no map",
	  0x4b464f48,
	  0,
	  { 0, 1, RAM },
	  0,
	  "the hand-off's memory map has an impossible length" },
	{ "1025 ranges",
	  0x4b464f48,
	  1025,
	  { 0, 1, RAM },
	  0,
	  "the hand-off's memory map has an impossible length" },
	{ "4 G ranges",
	  0x4b464f48,
	  UINT32_MAX,
	  { 0, 1, RAM },
	  0,
	  "the hand-off's memory map has an impossible length" },
	{ "RAM that wraps around",
	  0x4b464f48,
	  1,
	  { 2, UINT64_MAX, RAM },
	  0,
	  "the hand-off's memory map wraps around" },
	{ "a reserved range that does",
	  0x4b464f48,
	  1,
	  { UINT64_MAX, 2, RESERVED },
	  0,
	  "the hand-off's memory map wraps around" },
	{ "a record one too large",
	  0x4b464f48,
	  1,
	  { 0, 1, RAM },
	  RECORD_ROOM + 1,
	  "the hand-off's record is larger than its room" },
	{ "a record that wraps around",
	  0x4b464f48,
	  1,
	  { 0, 1, RAM },
	  UINT64_MAX,
	  "the hand-off's record is larger than its room" },
};

START_TEST(test_bad)
{
	const char *why;

	handoff.magic = bad[_i].magic;
	handoff.map_count = bad[_i].map_count;
	handoff.map[0] = (struct kexec_bake_map_entry){ bad[_i].first.start, bad[_i].first.size,
							bad[_i].first.type, 0 };
	handoff.oops_size = bad[_i].record_size;
	why = merge();
	ck_assert_msg(why && !strcmp(why, bad[_i].why), "%s: %s", bad[_i].name,
		      why ? why : "accepted");
}
END_TEST

static uint64_t get_split(unsigned int low, unsigned int high)
{
	return get32(zero_page + low) | (uint64_t)get32(zero_page + high) << 32;
}

#define UNTOUCHED 0xeeeeeeeeeeeeeeeeull

/* The ramdisk fields with an oops archive. */
static const struct {
	const char *name;
	uint64_t initrd_size, record, record_size, image, size;
} records[] = {
	{ "no record", 100, RECORD, 0, UNTOUCHED, UNTOUCHED },
	{ "behind the initrd", RECORD - INITRD, RECORD, 0x10, INITRD, RECORD - INITRD + 0x10 },
	{ "behind the initrd's padding", RECORD - INITRD - 3, RECORD, 0x10, INITRD,
	  RECORD - INITRD + 0x10 },
	{ "all its room", RECORD - INITRD, RECORD, RECORD_ROOM, INITRD,
	  RECORD - INITRD + RECORD_ROOM },
	{ "without an initrd", 0, RECORD, 0x10, RECORD, 0x10 },
	{ "neither", 0, RECORD, 0, UNTOUCHED, UNTOUCHED },
	{ "above 4 GiB", 0, 0x123456000, 0x10, 0x123456000, 0x10 },
	{ "larger than 4 GiB", 0x100000000, INITRD + 0x100000000, 0x10, INITRD, 0x100000010 },
};

START_TEST(test_record)
{
	info.initrd.size = records[_i].initrd_size;
	info.oops.start = records[_i].record;
	handoff.oops_size = records[_i].record_size;
	ck_assert_ptr_null(merge());
	ck_assert_uint_eq(get_split(RAMDISK_IMAGE, RAMDISK_IMAGE_HIGH), records[_i].image);
	ck_assert_uint_eq(get_split(RAMDISK_SIZE, RAMDISK_SIZE_HIGH), records[_i].size);
}
END_TEST

START_TEST(test_screen_and_rsdp)
{
	int i;

	for (i = 0; i < 64; i++)
		handoff.screen_info[i] = i + 1;
	for (i = 0; i < 128; i++)
		handoff.edid_info[i] = i + 2;
	handoff.rsdp = 0x123456789abcdef0;
	ck_assert_ptr_null(merge());
	ck_assert_mem_eq(zero_page + SCREEN_INFO, handoff.screen_info, 64);
	ck_assert_mem_eq(zero_page + EDID_INFO, handoff.edid_info, 128);
	ck_assert_uint_eq(zero_page[64], 0xee);
	ck_assert_uint_eq(get64(zero_page + RSDP), 0x123456789abcdef0);
}
END_TEST

/* uapi/linux/screen_info.h: 80 by 25 characters of 16 dots, VGA text. */
START_TEST(test_reset_screen)
{
	uint8_t text[64] = { [7] = 80, [0x0e] = 25, [0x0f] = 0x22, [0x10] = 16 };

	memset(handoff.screen_info, 0xaa, sizeof(handoff.screen_info));
	info.flags = PURGATORY_RESET_VGA;
	ck_assert_ptr_null(merge());
	ck_assert_mem_eq(zero_page + SCREEN_INFO, text, sizeof(text));
}
END_TEST

/* --- EFI ------------------------------------------------------------------------ */

#define PHYSICAL     1
#define VIRTUAL      2
#define SYSTEM_TABLE 0x17fec6018ull
#define EACH         48
#define COUNT_MAX    512

/* UEFI, 7.2: types and attributes. */
#define BOOT_CODE    3
#define RUNTIME_CODE 5
#define RUNTIME_DATA 6
#define CONVENTIONAL 7
#define RUNTIME      (1ull << 63)

/* UEFI, 7.2, EFI_MEMORY_DESCRIPTOR, by its offsets. */
static void put_descriptor(uint8_t *d, uint32_t type, uint64_t physical, uint64_t virtual,
			   uint64_t pages)
{
	memset(d, 0, EACH);
	put32(d, type);
	put64(d + 8, physical);
	put64(d + 16, virtual);
	put64(d + 24, pages);
	put64(d + 32, RUNTIME | 0xf);
}

static void put_nth(uint32_t n, uint32_t type)
{
	put_descriptor(handoff.efi.map + n * EACH, type, 0x17f000000 + n * 0x2000,
		       0xfffffffe00000000 + n * 0x2000, 2);
}

static void fill_efi(uint32_t mode, uint32_t count)
{
	struct kexec_bake_efi *efi = &handoff.efi;
	uint32_t i;

	info.flags = 1;
	memset(efi, 0, sizeof(*efi));
	efi->mode = mode;
	efi->descriptor_size = EACH;
	efi->descriptor_version = 1;
	efi->map_size = count * EACH;
	efi->system_table = SYSTEM_TABLE;
	efi->secure_boot = 3;
	efi->setup.fw_vendor = 0x17fe5a018;
	efi->setup.tables = 0x17fec6798;
	efi->setup.smbios = 0x17fe12000;
	for (i = 0; i < count; i++)
		put_nth(i, i % 2 ? RUNTIME_CODE : RUNTIME_DATA);
}

static const char *merge_efi_too(void)
{
	const char *why = merge();

	ck_assert_msg(!why, "%s", why);
	why = merge_efi(&info, &handoff, zero_page);
	ck_assert_uint_eq(zero_page[4096], 0xee);
	return why;
}

static void assert_no_efi(uint64_t setup_data)
{
	uint8_t untouched[32];

	memset(untouched, 0xee, sizeof(untouched));
	ck_assert_mem_eq(zero_page + EFI_INFO, untouched, sizeof(untouched));
	ck_assert_uint_eq(zero_page[SECURE_BOOT], 0xee);
	ck_assert_uint_eq(get64(zero_page + SETUP_DATA), setup_data);
}

/* struct efi_info: signature, system table, size and version of each, map, its size. */
static void assert_efi(uint32_t count)
{
	const uint8_t *p = zero_page + EFI_INFO;
	uint64_t map = (uintptr_t)handoff.efi.map;

	ck_assert_mem_eq(p, "EL64", 4);
	ck_assert_uint_eq(get32(p + 4), (uint32_t)SYSTEM_TABLE);
	ck_assert_uint_eq(get32(p + 8), EACH);
	ck_assert_uint_eq(get32(p + 12), 1);
	ck_assert_uint_eq(get32(p + 16), (uint32_t)map);
	ck_assert_uint_eq(get32(p + 20), count * EACH);
	ck_assert_uint_eq(get32(p + 24), SYSTEM_TABLE >> 32);
	ck_assert_uint_eq(get32(p + 28), map >> 32);
	ck_assert_uint_eq(p[32], 0xee);
	ck_assert_uint_eq(zero_page[SECURE_BOOT], 3);
	ck_assert_uint_eq(zero_page[SECURE_BOOT + 1], 0xee);
}

/* boot.rst, "setup_data"; SETUP_EFI is 4: fw_vendor, 0, tables, smbios, 8 zeros. */
static void assert_setup_efi(uint64_t next)
{
	const uint8_t *data = (uint8_t *)(uintptr_t)get64(zero_page + SETUP_DATA);
	int i;

	ck_assert_ptr_eq(data, handoff.efi.setup_head);
	ck_assert_uint_eq(get64(data), next);
	ck_assert_uint_eq(get32(data + 8), 4);
	ck_assert_uint_eq(get32(data + 12), 96);
	ck_assert_uint_eq(get64(data + 16), 0x17fe5a018);
	ck_assert_uint_eq(get64(data + 24), 0);
	ck_assert_uint_eq(get64(data + 32), 0x17fec6798);
	ck_assert_uint_eq(get64(data + 40), 0x17fe12000);
	for (i = 48; i < 16 + 96; i += 8)
		ck_assert_uint_eq(get64(data + i), 0);
}

START_TEST(test_efi_physical)
{
	fill_efi(PHYSICAL, 3);
	put_nth(1, BOOT_CODE);
	memset(&handoff.efi.setup, 0, sizeof(handoff.efi.setup));
	put64(handoff.efi.map + 16, 0);
	ck_assert_ptr_null(merge_efi_too());
	assert_efi(3);
	ck_assert_uint_eq(get64(zero_page + SETUP_DATA), 0);
}
END_TEST

START_TEST(test_efi_virtual)
{
	uint32_t count = _i;

	fill_efi(VIRTUAL, count);
	ck_assert_ptr_null(merge_efi_too());
	assert_efi(count);
	assert_setup_efi(0);
}
END_TEST

START_TEST(test_efi_and_a_long_map)
{
	fill_with(200, RESERVED);
	fill_efi(VIRTUAL, 2);
	ck_assert_ptr_null(merge_efi_too());
	assert_efi(2);
	assert_setup_efi((uintptr_t)handoff.map);
	ck_assert_uint_eq(get32((uint8_t *)handoff.map + 8), 1);
}
END_TEST

/* Without PURGATORY_EFI in the info the EFI part of the hand-off is ignored. */
START_TEST(test_efi_not_asked_for)
{
	fill_efi(VIRTUAL, 3);
	info.flags = 0;
	ck_assert_ptr_null(merge_efi_too());
	assert_no_efi(0);
	fill_efi(0, 3);
	ck_assert_ptr_null(merge_efi_too());
	assert_no_efi(0);
}
END_TEST

#define DAMAGED     "the hand-off of EFI is damaged"
#define DAMAGED_MAP "the hand-off's memory map of EFI is damaged"

static const struct {
	const char *name;
	size_t offset, size;
	uint64_t value;
	const char *why;
} bad_efi[] = {
#define FIELD(f)            offsetof(struct kexec_bake_efi, f), sizeof(((struct kexec_bake_efi *)0)->f)
#define NTH(n, at, n_bytes) offsetof(struct kexec_bake_efi, map) + (n)*EACH + (at), n_bytes
	{ "an unknown mode", FIELD(mode), 3, DAMAGED },
	{ "a mode of all ones", FIELD(mode), UINT32_MAX, DAMAGED },
	{ "no system table", FIELD(system_table), 0, DAMAGED },
	{ "no tables", FIELD(setup.tables), 0, DAMAGED },
	{ "descriptors of no size", FIELD(descriptor_size), 0, DAMAGED_MAP },
	{ "descriptors that are too small", FIELD(descriptor_size), 32, DAMAGED_MAP },
	{ "descriptors larger than the map", FIELD(descriptor_size), 4 * EACH, DAMAGED_MAP },
	{ "descriptors of 4 GiB", FIELD(descriptor_size), 0xfffffff8, DAMAGED_MAP },
	{ "an empty map", FIELD(map_size), 0, DAMAGED_MAP },
	{ "one and a half", FIELD(map_size), EACH * 3 / 2, DAMAGED_MAP },
	{ "a map of 4 GiB", FIELD(map_size), 0xfffffff0, DAMAGED_MAP },
	{ "free memory", NTH(2, 0, 4), CONVENTIONAL, DAMAGED_MAP },
	{ "a misaligned address", NTH(1, 8, 8), 0x17f000800, DAMAGED_MAP },
	{ "the region", NTH(1, 8, 8), REGION, DAMAGED_MAP },
	{ "the region's last page", NTH(2, 8, 8), REGION + REGION_SIZE - 0x1000, DAMAGED_MAP },
	{ "up into the region", NTH(0, 8, 8), REGION - 0x1000, DAMAGED_MAP },
	{ "all of it", NTH(0, 24, 8), UINT64_MAX, DAMAGED_MAP },
	{ "what wraps around", NTH(0, 8, 8), 0xfffffffffffff000, DAMAGED_MAP },
	{ "no virtual address", NTH(0, 16, 8), 0, DAMAGED_MAP },
	{ "one of userspace", NTH(0, 16, 8), 0x7f0000000000, DAMAGED_MAP },
	{ "a misaligned one", NTH(2, 16, 8), 0xfffffffe00000008, DAMAGED_MAP },
	{ "one that wraps around", NTH(2, 16, 8), 0xfffffffffffff000, DAMAGED_MAP },
};

START_TEST(test_bad_efi)
{
	const char *why;

	fill_efi(VIRTUAL, 3);
	memcpy((uint8_t *)&handoff.efi + bad_efi[_i].offset, &bad_efi[_i].value, bad_efi[_i].size);
	why = merge_efi_too();
	ck_assert_msg(why && !strcmp(why, bad_efi[_i].why), "%s: %s", bad_efi[_i].name,
		      why ? why : "accepted");
	assert_no_efi(0);
}
END_TEST

/* Without virtual addresses zeros are valid; so are bytes behind the map. */
START_TEST(test_sizes_of_efi)
{
	static const struct {
		uint32_t each, size;
		const char *why;
	} sizes[] = {
		{ 40, 80, NULL },
		{ 56, 56, NULL },
		{ 44, 88, DAMAGED_MAP },
		{ EACH, COUNT_MAX * EACH, NULL },
		{ EACH, (COUNT_MAX + 1) * EACH, DAMAGED_MAP },
	};
	struct kexec_bake_handoff *larger = calloc(1, sizeof(*larger) + EACH);
	size_t i;

	ck_assert_ptr_nonnull(larger);
	fill_efi(PHYSICAL, 0);
	*larger = handoff;
	for (i = 0; i < COUNT(sizes); i++) {
		larger->efi.descriptor_size = sizes[i].each;
		larger->efi.map_size = sizes[i].size;
		ck_assert_pstr_eq(merge_efi(&info, larger, zero_page), sizes[i].why);
	}
	free(larger);
}
END_TEST

/* Beside the region, and at the end of all addresses. */
START_TEST(test_efi_at_the_edges)
{
	fill_efi(PHYSICAL, 3);
	put_descriptor(handoff.efi.map, RUNTIME_CODE, REGION - 0x2000, 0, 2);
	put_descriptor(handoff.efi.map + EACH, RUNTIME_DATA, REGION + REGION_SIZE, 0, 2);
	put_descriptor(handoff.efi.map + 2 * EACH, 11, 0xffffffffffffe000, 0, 1);
	ck_assert_ptr_null(merge_efi_too());
	assert_efi(3);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, NULL);
	tcase_add_loop_test(tests, test_map, 0, COUNT(maps));
	tcase_add_test(tests, test_full_map);
	tcase_add_loop_test(tests, test_core_in_map, 64, 66);
	tcase_add_loop_test(tests, test_core_in_map, CORE_ROOM, CORE_ROOM + 1);
	tcase_add_test(tests, test_full_map_with_core);
	tcase_add_loop_test(tests, test_bad_core, 0, COUNT(bad_cores));
	tcase_add_loop_test(tests, test_core_in_words, 33, 44);
	tcase_add_loop_test(tests, test_overflowing_map, 128, 131);
	tcase_add_loop_test(tests, test_overflowing_map, 1023, KEXEC_BAKE_MAP_MAX + 1);
	tcase_add_test(tests, test_long_map_of_ram);
	tcase_add_loop_test(tests, test_bad, 0, COUNT(bad));
	tcase_add_loop_test(tests, test_record, 0, COUNT(records));
	tcase_add_test(tests, test_screen_and_rsdp);
	tcase_add_test(tests, test_reset_screen);
	tcase_add_test(tests, test_efi_physical);
	tcase_add_loop_test(tests, test_efi_virtual, 1, 4);
	tcase_add_loop_test(tests, test_efi_virtual, COUNT_MAX, COUNT_MAX + 1);
	tcase_add_test(tests, test_efi_and_a_long_map);
	tcase_add_test(tests, test_efi_not_asked_for);
	tcase_add_loop_test(tests, test_bad_efi, 0, COUNT(bad_efi));
	tcase_add_test(tests, test_sizes_of_efi);
	tcase_add_test(tests, test_efi_at_the_edges);
}

int main(void)
{
	return run_tests("handoff", add_tests);
}
