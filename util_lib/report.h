/* SPDX-License-Identifier: GPL-2.0-only */
/* What a main() does at the end; nothing else prints a failure. */
#ifndef UTIL_LIB_REPORT_H
#define UTIL_LIB_REPORT_H

#include "error.h"

/**
 * report_begin() - to be called before any file is opened
 *
 * A standard stream that was closed must not become one of them.  Nothing can be
 * written to it, still, so report_flush() says so.
 */
void report_begin(void);

/**
 * report_flush() - see that what was printed arrives
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int report_flush(struct error *error);

/**
 * report_failure() - print a failure on standard error, as one line
 * @program: its name
 * @error: what went wrong
 */
void report_failure(const char *program, const struct error *error);

#endif
