// SPDX-License-Identifier: GPL-2.0-only
/* How much memory an initrd will take, estimated from any bytes at all. */
#include <stdio.h>
#include <string.h>

#include "kexec/image/initrd.h"
#include "unit.h"

static uint8_t bytes[4096];
static size_t used;

static void start(void)
{
	memset(bytes, 0, sizeof(bytes));
	used = 0;
}

static void add(const void *data, size_t size)
{
	memcpy(bytes + used, data, size);
	used += size;
}

/* buffer-format.rst: the header, the name, and the file, each padded to 4. */
static void add_member(const char *magic, const char *file_size, const char *name_size,
		       size_t content)
{
	char header[6 + 13 * 8 + 1];
	int field;

	strcpy(header, magic);
	for (field = 0; field < 13; field++)
		strcat(header, field == 6 ? file_size : field == 11 ? name_size : "00000000");
	add(header, 110);
	add("x\0", 2);
	used += content;
}

/* In memory of just its size. */
static uint64_t unpacked(void)
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
	add_member("070701", "00000064", "00000002", 100);
	add_member("070702", "00000003", "00000002", 4);
	ck_assert_uint_eq(unpacked(), used);
}
END_TEST

START_TEST(test_rest_counts_four_times)
{
	add_member("070701", "00000000", "00000002", 0);
	used += 400;
	add("\x1f\x8b\x08 packed", 10);
	ck_assert_uint_eq(unpacked(), 112 + 400 + 4 * 10);
}
END_TEST

START_TEST(test_packed_counts_four_times)
{
	add("\x1f\x8b\x08 packed", 10);
	ck_assert_uint_eq(unpacked(), 40);
}
END_TEST

START_TEST(test_nothing)
{
	ck_assert_uint_eq(unpacked(), 0);
}
END_TEST

/* Numbers that are none must neither stop it nor lead it out of its bytes. */
static const struct {
	const char *file_size, *name_size;
} odd[] = {
	{ "-0000070", "-0000001" }, { "-0000001", "00000002" }, { "ffffffff", "ffffffff" },
	{ "FFFFFFFF", "00000000" }, { "0x000001", "00000002" }, { "       1", "00000002" },
	{ "zzzzzzzz", "!!!!!!!!" },
};

START_TEST(test_odd_numbers)
{
	add_member("070701", odd[_i].file_size, odd[_i].name_size, 0);
	add_member("070701", odd[_i].file_size, odd[_i].name_size, 0);
	ck_assert_uint_ge(unpacked(), used);
	ck_assert_uint_le(unpacked(), 4 * used);
}
END_TEST

START_TEST(test_cut_short)
{
	size_t whole;

	add_member("070701", "00000064", "00000002", 100);
	whole = used;
	for (used = 0; used < whole; used++) {
		ck_assert_uint_ge(unpacked(), used);
		ck_assert_uint_le(unpacked(), 4 * used);
	}
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, NULL);
	tcase_add_test(tests, test_archive_counts_once);
	tcase_add_test(tests, test_rest_counts_four_times);
	tcase_add_test(tests, test_packed_counts_four_times);
	tcase_add_test(tests, test_nothing);
	tcase_add_loop_test(tests, test_odd_numbers, 0, COUNT(odd));
	tcase_add_test(tests, test_cut_short);
}

int main(void)
{
	return run_tests("initrd", add_tests);
}
