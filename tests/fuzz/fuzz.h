/* SPDX-License-Identifier: GPL-2.0-only */
/* libFuzzer calls this function once for each input. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/**
 * LLVMFuzzerTestOneInput() - try one input; to crash is to have found something
 * @data: any bytes
 * @size: their number
 *
 * Return: 0
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/**
 * demand() - crash if something isn't true
 * @truth: what must be
 */
static inline void demand(int truth)
{
	if (!truth)
		abort();
}

#endif
