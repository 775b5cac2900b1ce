// SPDX-License-Identifier: GPL-2.0-only
#include <stdbool.h>

#include "util_lib/numbers.h"

#include "unit.h"

static const struct {
	const char *text;
	bool valid;
	uint64_t expected;
} rows[] = {
	{ "0", true, 0 },
	{ "1", true, 1 },
	{ "4096", true, 4096 },
	{ "0x10", true, 16 },
	{ "0X1F", true, 31 },
	{ "010", true, 8 },
	{ "1k", true, 1024 },
	{ "1K", true, 1024 },
	{ "3m", true, 3 << 20 },
	{ "3M", true, 3 << 20 },
	{ "256M", true, 0x10000000 },
	{ "0x10M", true, 16 << 20 },
	{ "2g", true, 2ull << 30 },
	{ "4G", true, 4ull << 30 },
	{ "0G", true, 0 },
	{ "18446744073709551615", true, UINT64_MAX },
	{ "0xffffffffffffffff", true, UINT64_MAX },
	{ "0x3fffffffffffffK", true, 0xfffffffffffffc00 },
	{ "0x3ffffffffG", true, 0xffffffffc0000000 },

	{ "18446744073709551616", false, 0 },
	{ "0x10000000000000000", false, 0 },
	{ "0x40000000000000K", false, 0 },
	{ "0x400000000G", false, 0 },
	{ "17179869184G", false, 0 },
	{ "", false, 0 },
	{ "-1", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "\n1", false, 0 },
	{ "M", false, 0 },
	{ "x10", false, 0 },
	{ "0x", false, 0 },
	{ "0xM", false, 0 },
	{ "0x-1", false, 0 },
	{ "08", false, 0 },
	{ "1T", false, 0 },
	{ "1MM", false, 0 },
	{ "1MiB", false, 0 },
	{ "1 M", false, 0 },
	{ "1.5G", false, 0 },
	{ "1e3", false, 0 },
	{ "ten", false, 0 },
};

START_TEST(test_parse_size)
{
	uint64_t number = 0xa5;
	bool valid = !parse_size(rows[_i].text, &number);

	ck_assert_msg(valid == rows[_i].valid, "\"%s\"", rows[_i].text);
	ck_assert_msg(number == (valid ? rows[_i].expected : 0xa5), "\"%s\" gives 0x%llx",
		      rows[_i].text, (unsigned long long)number);
}
END_TEST

static void add_numbers_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_parse_size, 0, COUNT(rows));
}

int main(void)
{
	return run_tests("numbers", add_numbers_tests);
}
