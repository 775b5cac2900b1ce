// SPDX-License-Identifier: GPL-2.0-only
#include "saveoops/capture/guard.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "saveoops/capture/say.h"
#include "saveoops/capture/stop_mark.h"
#include "unit.h"

/* The clock, as the tests have it. */
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

static char said[1024];

void say(const char *format, ...)
{
	size_t used = strlen(said);
	va_list args;

	va_start(args, format);
	vsnprintf(said + used, sizeof(said) - used, format, args);
	va_end(args);
}

/* As the records have it: does the newest of them say that the primary was told? */
static bool told;

/* A capture that is the nth since a clean boot by the records; 0: there are none. */
static bool capture(unsigned int limit, uint64_t recorded)
{
	const struct captures captures = { recorded, told };
	struct guard guard;

	said[0] = '\0';
	guard_begin(&guard, limit);
	told = recorded > limit;
	return guard_end(&guard, &captures);
}

static void start(void)
{
	mark = 0;
	told = no_ports = forgets = false;
}

START_TEST(test_loop)
{
	uint64_t n;

	for (n = 1; n <= 3; n++) {
		ck_assert(capture(3, n));
		ck_assert_str_eq(said, "");
		ck_assert_uint_eq(mark, n);
	}
	ck_assert(capture(3, 4));
	ck_assert_ptr_nonnull(strstr(said, "4 captures"));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	/* It was told, and was captured all the same. */
	ck_assert(!capture(3, 5));
	ck_assert_ptr_nonnull(strstr(said, "halted"));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
}
END_TEST

START_TEST(test_by_mark_alone)
{
	unsigned int limit = _i, n;

	for (n = 1; n <= limit; n++)
		ck_assert(capture(limit, 0));
	ck_assert_str_eq(said, "");
	ck_assert(capture(limit, 0));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	ck_assert(!capture(limit, 0));
}
END_TEST

START_TEST(test_by_records_alone)
{
	uint64_t n;

	no_ports = _i == 0;
	forgets = _i == 1;
	for (n = 1; n <= 4; n++)
		ck_assert(capture(3, n));
	ck_assert_ptr_nonnull(strstr(said, "4 captures"));
	ck_assert(!capture(3, 5));
	ck_assert_uint_eq(mark, 0);
}
END_TEST

/* The battery was empty: the records know more.  Or they were cleared. */
START_TEST(test_larger_counts)
{
	ck_assert(capture(3, 4));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	start();
	mark = 3;
	ck_assert(capture(3, 1));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
}
END_TEST

/* Counts that are far beyond the limit, and nobody was told: no reason to halt. */
START_TEST(test_never_told)
{
	mark = _i;
	ck_assert(capture(3, 10));
	ck_assert_uint_eq(mark, STOP_MARK_TOLD);
	ck_assert(!capture(3, 11));
}
END_TEST

START_TEST(test_no_limit)
{
	mark = 7;
	ck_assert(capture(0, 1000));
	ck_assert_str_eq(said, "");
	ck_assert_uint_eq(mark, 7);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, NULL);
	tcase_add_test(tests, test_loop);
	tcase_add_loop_test(tests, test_by_mark_alone, 1, GUARD_LIMIT_MAX + 1);
	tcase_add_loop_test(tests, test_by_records_alone, 0, 2);
	tcase_add_test(tests, test_larger_counts);
	tcase_add_loop_test(tests, test_never_told, 0, STOP_MARK_TOLD);
	tcase_add_test(tests, test_no_limit);
}

int main(void)
{
	return run_tests("guard", add_tests);
}
