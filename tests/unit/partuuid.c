// SPDX-License-Identifier: GPL-2.0-only
/* Partition tables written by hand, from UEFI 2.10, tables 5-1 to 5-6. */
#include "saveoops/capture/partuuid.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

#define SIZE (1u << 20)

static uint8_t bytes[SIZE];
static uint64_t broken;

static int disk_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	(void)context;
	ck_assert_uint_le(offset + size, SIZE);
	if (broken == offset)
		return -EIO;
	memcpy(data, bytes + offset, size);
	return 0;
}

static struct record_device disk = { .size = SIZE, .read = disk_read };

static const char *guid = "33221100-5544-7766-8899-aabbccddeeff";

static void write_mbr(uint8_t type)
{
	static const uint8_t signature[4] = { 0x78, 0x56, 0x34, 0x12 };

	memcpy(bytes + 440, signature, 4);
	bytes[446 + 4] = type;
	bytes[510] = 0x55;
	bytes[511] = 0xaa;
}

/* Write a header, and the third entry of the array in sector 2. */
static void write_gpt(uint64_t header_at)
{
	uint8_t *header = bytes + header_at, *entry = bytes + 2 * disk.sector_size + 2 * 128;
	int i;

	memcpy(header, "EFI PART", 8);
	header[72] = 2;
	header[80] = 128;
	header[84] = 128;
	for (i = 0; i < 16; i++)
		entry[16 + i] = 0x11 * i;
	entry[32] = 40;
}

static void start_disk(uint32_t sector_size)
{
	memset(bytes, 0, SIZE);
	broken = UINT64_MAX;
	disk.sector_size = sector_size;
}

static const uint32_t sector_sizes[] = { 512, 4096 };

/* sysfs counts in units of 512 bytes, GPT in sectors. */
static uint64_t start_of_third(void)
{
	return 40 * (disk.sector_size / 512);
}

START_TEST(test_gpt)
{
	char text[UUID_TEXT_SIZE];

	start_disk(sector_sizes[_i]);
	write_mbr(0xee);
	write_gpt(disk.sector_size);
	ck_assert_int_eq(partuuid_read(text, &disk, 3, start_of_third()), 0);
	ck_assert_str_eq(text, guid);
	ck_assert_int_eq(partuuid_read(text, &disk, 3, start_of_third() + 8), -1);
	ck_assert_int_eq(partuuid_read(text, &disk, 2, start_of_third()), -1);
	ck_assert_int_eq(partuuid_read(text, &disk, 129, start_of_third()), -1);
	ck_assert_int_eq(partuuid_read(text, &disk, 0, start_of_third()), -1);
}
END_TEST

START_TEST(test_second_header)
{
	char text[UUID_TEXT_SIZE];

	start_disk(sector_sizes[_i]);
	write_mbr(0xee);
	write_gpt(SIZE - disk.sector_size);
	ck_assert_int_eq(partuuid_read(text, &disk, 3, start_of_third()), 0);
	write_gpt(disk.sector_size);
	broken = disk.sector_size;
	ck_assert_int_eq(partuuid_read(text, &disk, 3, start_of_third()), 0);
	ck_assert_str_eq(text, guid);
}
END_TEST

START_TEST(test_mbr)
{
	char text[UUID_TEXT_SIZE];

	start_disk(sector_sizes[_i]);
	write_mbr(0x83);
	ck_assert_int_eq(partuuid_read(text, &disk, 2, 2048), 0);
	ck_assert_str_eq(text, "12345678-02");
	/* A GPT that the MBR does not announce is ignored. */
	write_gpt(disk.sector_size);
	ck_assert_int_eq(partuuid_read(text, &disk, 16, 2048), 0);
	ck_assert_str_eq(text, "12345678-10");
}
END_TEST

/* Offset of a byte in the header, and an invalid value for it. */
static const struct {
	int at;
	uint8_t value;
} lies[] = {
	{ 0, 'e' }, { 79, 0xff }, { 73, 0xff }, { 80, 2 }, { 84, 64 }, { 85, 0xff }, { 87, 0xff },
};

START_TEST(test_invalid_header)
{
	char text[UUID_TEXT_SIZE];

	start_disk(512);
	write_mbr(0xee);
	write_gpt(512);
	bytes[512 + lies[_i].at] = lies[_i].value;
	ck_assert_int_eq(partuuid_read(text, &disk, 3, start_of_third()), -1);
}
END_TEST

START_TEST(test_no_table)
{
	char text[UUID_TEXT_SIZE];

	start_disk(512);
	ck_assert_int_eq(partuuid_read(text, &disk, 1, 0), -1);
	write_mbr(0x83);
	broken = 0;
	ck_assert_int_eq(partuuid_read(text, &disk, 1, 0), -1);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_gpt, 0, COUNT(sector_sizes));
	tcase_add_loop_test(tests, test_second_header, 0, COUNT(sector_sizes));
	tcase_add_loop_test(tests, test_mbr, 0, COUNT(sector_sizes));
	tcase_add_loop_test(tests, test_invalid_header, 0, COUNT(lies));
	tcase_add_test(tests, test_no_table);
}

int main(void)
{
	return run_tests("partuuid", add_tests);
}
