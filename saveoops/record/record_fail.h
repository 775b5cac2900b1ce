/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_RECORD_RECORD_FAIL_H
#define SAVEOOPS_RECORD_RECORD_FAIL_H

#include "util_lib/error.h"

/**
 * record_fail() - turn an error of the record library into a struct error
 * @error: to be filled
 * @path: name of the device
 * @result: negative error as the library returned it
 *
 * Return: -1, so that a caller can return the result of this call.
 */
int record_fail(struct error *error, const char *path, int result);

#endif
