/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers in an image that --bake-verify compares. */
#ifndef BAKE_EXPECTATION_H
#define BAKE_EXPECTATION_H

#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

/**
 * struct expectation - a number in the image that follows from the header
 * @name: name of the number, for messages
 * @found: the number
 * @expected: the number that follows from the header
 */
struct expectation {
	const char *name;
	uint64_t found;
	uint64_t expected;
};

/**
 * verify_numbers() - compare numbers with their expected values
 * @numbers: the numbers
 * @count: number of @numbers
 * @path: file name, for messages
 * @error: filled with the first one that differs
 *
 * Return: 0, or -1 with @error filled.
 */
int verify_numbers(const struct expectation *numbers, size_t count, const char *path,
		   struct error *error);

#endif
