// SPDX-License-Identifier: GPL-2.0-only
/* Estimates the memory that an initrd takes once it is unpacked. */
#include <stdio.h>
#include <string.h>

#include "kexec/image/initrd.h"
#include "unit.h"

static uint8_t bytes[4096];
static size_t used;

static void clear_initrd(void)
{
	memset(bytes, 0, sizeof(bytes));
	used = 0;
}

static void add_initrd_bytes(const void *data, size_t size)
{
	memcpy(bytes + used, data, size);
	used += size;
}

/* buffer-format.rst: header, name and content of a file, each padded to 4 bytes. */
static void add_cpio_member(const char *magic, const char *file_size, const char *name_size,
			    size_t content)
{
	char header[6 + 13 * 8 + 1];
	int field;

	strcpy(header, magic);
	for (field = 0; field < 13; field++)
		strcat(header, field == 6 ? file_size : field == 11 ? name_size : "00000000");
	add_initrd_bytes(header, 110);
	add_initrd_bytes("x\0", 2);
	used += content;
}

/* The initrd is in memory of exactly its size, so that a sanitizer sees the end. */
static uint64_t estimate_unpacked(void)
{
	struct blob initrd = { malloc(used), used };
	uint64_t result;

	ck_assert(initrd.data || !used);
	if (used)
		memcpy(initrd.data, bytes, used);
	result = initrd_unpacked(&initrd);
	free(initrd.data);
	return result;
}

START_TEST(test_archive_counts_once)
{
	add_cpio_member("070701", "00000064", "00000002", 100);
	add_cpio_member("070702", "00000003", "00000002", 4);
	ck_assert_uint_eq(estimate_unpacked(), used);
}
END_TEST

START_TEST(test_rest_counts_four_times)
{
	add_cpio_member("070701", "00000000", "00000002", 0);
	used += 400;
	add_initrd_bytes("\x1f\x8b\x08 packed", 10);
	ck_assert_uint_eq(estimate_unpacked(), 112 + 400 + 4 * 10);
}
END_TEST

START_TEST(test_packed_counts_four_times)
{
	add_initrd_bytes("\x1f\x8b\x08 packed", 10);
	ck_assert_uint_eq(estimate_unpacked(), 40);
}
END_TEST

START_TEST(test_nothing)
{
	ck_assert_uint_eq(estimate_unpacked(), 0);
}
END_TEST

/* Malformed numbers must neither stop the estimate nor lead it out of the initrd. */
static const struct {
	const char *file_size, *name_size;
} odd[] = {
	{ "-0000070", "-0000001" }, { "-0000001", "00000002" }, { "ffffffff", "ffffffff" },
	{ "FFFFFFFF", "00000000" }, { "0x000001", "00000002" }, { "       1", "00000002" },
	{ "zzzzzzzz", "!!!!!!!!" },
};

START_TEST(test_odd_numbers)
{
	add_cpio_member("070701", odd[_i].file_size, odd[_i].name_size, 0);
	add_cpio_member("070701", odd[_i].file_size, odd[_i].name_size, 0);
	ck_assert_uint_ge(estimate_unpacked(), used);
	ck_assert_uint_le(estimate_unpacked(), 4 * used);
}
END_TEST

START_TEST(test_cut_short)
{
	size_t whole;

	add_cpio_member("070701", "00000064", "00000002", 100);
	whole = used;
	for (used = 0; used < whole; used++) {
		ck_assert_uint_ge(estimate_unpacked(), used);
		ck_assert_uint_le(estimate_unpacked(), 4 * used);
	}
}
END_TEST

static void add_initrd_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, clear_initrd, NULL);
	tcase_add_test(tests, test_archive_counts_once);
	tcase_add_test(tests, test_rest_counts_four_times);
	tcase_add_test(tests, test_packed_counts_four_times);
	tcase_add_test(tests, test_nothing);
	tcase_add_loop_test(tests, test_odd_numbers, 0, COUNT(odd));
	tcase_add_test(tests, test_cut_short);
}

int main(void)
{
	return run_tests("initrd", add_initrd_tests);
}
