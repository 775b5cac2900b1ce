/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Error handling of the host programs: the function that finds a failure fills a struct error and
 * returns -1, its callers return -1 as well, and main() prints the error with report_finish().
 */
#ifndef UTIL_LIB_ERROR_H
#define UTIL_LIB_ERROR_H

#include <limits.h>

/* A message names at most two files.  A program without long file names defines a smaller size. */
#ifndef ERROR_TEXT_SIZE
#define ERROR_TEXT_SIZE (2 * PATH_MAX + 1024)
#endif

/**
 * struct error - a failure
 * @text: "SUBJECT: fact (what was expected)", without a newline
 * @status: exit status of the program
 */
struct error {
	char text[ERROR_TEXT_SIZE];
	int status;
};

/* Exit statuses, the same as those of kexec-tools. */
#define STATUS_FAILED     1
#define STATUS_NOT_LOADED 255 /* no kernel, no known type, or the system call failed */
/* Only kexec_file_load(2) was allowed, and it is missing or does not take the file. */
#define STATUS_NO_FILE_LOAD 253

/**
 * fail() - fill an error
 * @error: filled; its former content is lost
 * @format: as for printf()
 *
 * The exit status is STATUS_FAILED.
 *
 * Return: -1, so that a caller can return the result.
 */
int fail(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * fail_with() - fill an error that has an exit status of its own
 * @error: filled; its former content is lost
 * @status: exit status, STATUS_*
 * @format: as for printf()
 *
 * Return: -1.
 */
int fail_with(struct error *error, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * fail_errno() - fill an error with a failure of the C library or the kernel
 * @error: filled; its former content is lost
 * @format: as for printf(); ": " and the description of errno are appended
 *
 * The exit status is STATUS_FAILED.
 *
 * Return: -1.
 */
int fail_errno(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
