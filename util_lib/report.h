/* SPDX-License-Identifier: GPL-2.0-only */
/* How a program starts and ends; a failure is printed here and nowhere else. */
#ifndef UTIL_LIB_REPORT_H
#define UTIL_LIB_REPORT_H

#include "error.h"

/**
 * report_begin() - occupy the standard streams that are closed
 *
 * To be called before any file is opened, so that no file becomes standard input, output or error.
 * A stream that was closed still cannot be written, which report_flush() reports.
 */
void report_begin(void);

/**
 * report_flush() - write the buffered standard output
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int report_flush(struct error *error);

/**
 * report_failure() - print a failure on standard error, as one line
 * @program: name of the program, which begins the line
 * @error: the failure
 *
 * A control character, as a file name may contain, is printed as "?".
 */
void report_failure(const char *program, const struct error *error);

/**
 * report_finish() - flush standard output, report a failure and choose the exit status
 * @program: name of the program
 * @status: an exit status, or -1 for a failure that @error describes
 * @error: the failure, with its exit status, if @status is -1; overwritten if standard output
 *	   cannot be written
 *
 * Return: @status; or, after a failure was reported, @error's exit status.
 */
int report_finish(const char *program, int status, struct error *error);

#endif
