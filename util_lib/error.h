/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a failure travels: whoever finds it fills the one error object with a
 * line for the user and returns -1; those above return -1 too; main prints.
 */
#ifndef UTIL_LIB_ERROR_H
#define UTIL_LIB_ERROR_H

#include <limits.h>

/* A line names two files at most; who has no long names takes less. */
#ifndef ERROR_TEXT_SIZE
#define ERROR_TEXT_SIZE (2 * PATH_MAX + 1024)
#endif

/**
 * struct error - what went wrong, in words
 * @text: "FILE: what is wrong (what was expected)", without a newline
 * @status: what the program is to exit with
 */
struct error {
	char text[ERROR_TEXT_SIZE];
	int status;
};

/* kexec-tools' exit statuses. */
#define STATUS_FAILED       1
#define STATUS_NOT_LOADED   255 /* no kernel, no known type, the system call failed */
#define STATUS_NO_FILE_LOAD 253 /* no kexec_file_load(2), and only that was allowed */

/**
 * fail() - say what went wrong
 * @error: to be filled; what it held is lost
 * @format: as for printf
 *
 * Return: -1, so that a caller can return what this returns.
 */
int fail(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * fail_with() - the same, with another exit status than STATUS_FAILED
 * @error: to be filled
 * @status: STATUS_*
 * @format: as for printf
 *
 * Return: -1
 */
int fail_with(struct error *error, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * fail_errno() - the same, with errno's words behind it
 * @error: to be filled
 * @format: as for printf
 *
 * Return: -1
 */
int fail_errno(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
