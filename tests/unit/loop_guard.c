// SPDX-License-Identifier: GPL-2.0-only
#include "saveoops/capture/loop_guard.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "saveoops/capture/kmsg.h"
#include "saveoops/capture/stop_mark.h"
#include "util_lib/saveoops_parameters.h"
#include "unit.h"

/* A mock of the stop mark in the RTC. */
static unsigned int mark;
static bool no_ports, forgets;

int stop_mark_read(unsigned int *count, struct error *error)
{
	*count = mark;
	strcpy(error->text, "no ports");
	return no_ports ? -1 : 0;
}

int stop_mark_write(unsigned int count, struct error *error)
{
	strcpy(error->text, "not kept");
	if (no_ports || forgets)
		return -1;
	mark = count;
	return 0;
}

static char printed[1024];

void kmsg_print(const char *format, ...)
{
	size_t used = strlen(printed);
	va_list args;

	va_start(args, format);
	vsnprintf(printed + used, sizeof(printed) - used, format, args);
	va_end(args);
}

/* Does the newest record say that the primary was told to stop? */
static bool told;

/* A capture that is number @recorded since a clean boot by the records; 0: no records. */
static int run_capture(unsigned int limit, uint64_t recorded)
{
	const struct captures captures = { recorded, told };
	struct guard guard;

	printed[0] = '\0';
	guard_begin(&guard, limit);
	told = recorded > limit;
	return guard_end(&guard, &captures);
}

static void reset_mocks(void)
{
	mark = 0;
	told = no_ports = forgets = false;
}

START_TEST(test_loop)
{
	uint64_t n;

	for (n = 1; n <= 3; n++) {
		ck_assert_int_eq(run_capture(3, n), 0);
		ck_assert_str_eq(printed, "");
		ck_assert_uint_eq(mark, n);
	}
	ck_assert_int_eq(run_capture(3, 4), 0);
	ck_assert_ptr_nonnull(strstr(printed, "4 captures"));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	/* The primary was told, but is captured again. */
	ck_assert_int_eq(run_capture(3, 5), -1);
	ck_assert_ptr_nonnull(strstr(printed, "halted"));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
}
END_TEST

START_TEST(test_by_mark_alone)
{
	unsigned int limit = _i, n;

	for (n = 1; n <= limit; n++)
		ck_assert_int_eq(run_capture(limit, 0), 0);
	ck_assert_str_eq(printed, "");
	ck_assert_int_eq(run_capture(limit, 0), 0);
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	ck_assert_int_eq(run_capture(limit, 0), -1);
}
END_TEST

START_TEST(test_by_records_alone)
{
	uint64_t n;

	no_ports = _i == 0;
	forgets = _i == 1;
	for (n = 1; n <= 4; n++)
		ck_assert_int_eq(run_capture(3, n), 0);
	ck_assert_ptr_nonnull(strstr(printed, "4 captures"));
	ck_assert_int_eq(run_capture(3, 5), -1);
	ck_assert_uint_eq(mark, 0);
}
END_TEST

/* An empty battery loses the mark; saveoops clear removes the records. */
START_TEST(test_larger_counts)
{
	ck_assert_int_eq(run_capture(3, 4), 0);
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	reset_mocks();
	mark = 3;
	ck_assert_int_eq(run_capture(3, 1), 0);
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
}
END_TEST

/* Counts beyond the limit do not halt the machine before the primary was told. */
START_TEST(test_never_told)
{
	mark = _i;
	ck_assert_int_eq(run_capture(3, 10), 0);
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	ck_assert_int_eq(run_capture(3, 11), -1);
}
END_TEST

START_TEST(test_no_limit)
{
	mark = 7;
	ck_assert_int_eq(run_capture(0, 1000), 0);
	ck_assert_str_eq(printed, "");
	ck_assert_uint_eq(mark, 7);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, reset_mocks, NULL);
	tcase_add_test(tests, test_loop);
	tcase_add_loop_test(tests, test_by_mark_alone, 1, CAPTURES_MAX + 1);
	tcase_add_loop_test(tests, test_by_records_alone, 0, 2);
	tcase_add_test(tests, test_larger_counts);
	tcase_add_loop_test(tests, test_never_told, 0, STOP_MARK_TOLD);
	tcase_add_test(tests, test_no_limit);
}

int main(void)
{
	return run_tests("guard", add_tests);
}
