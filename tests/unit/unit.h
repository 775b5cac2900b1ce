/* SPDX-License-Identifier: GPL-2.0-only */
/* The main() of every unit test. */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <check.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* In seconds; a sanitizer or valgrind takes its time. */
#define PATIENCE 60

/**
 * run_tests() - run one file's tests and report them as TAP
 * @name: of the file
 * @add: adds them
 *
 * Return: the exit status
 */
static inline int run_tests(const char *name, void (*add)(TCase *tests))
{
	Suite *suite = suite_create(name);
	TCase *tests = tcase_create(name);
	SRunner *runner;
	int failed;

	add(tests);
	tcase_set_timeout(tests, PATIENCE);
	suite_add_tcase(suite, tests);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
