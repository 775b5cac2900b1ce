/* SPDX-License-Identifier: GPL-2.0-only */
/* Rounding to powers of two, the size of a page, and the length of an array. */
#ifndef UTIL_LIB_ALIGN_H
#define UTIL_LIB_ALIGN_H

#include <stdbool.h>
#include <stdint.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))

/* The unit in which kexec_load(2) takes memory and a baked image is laid out. */
#define PAGE_4K 4096u

/**
 * round_up() - the first multiple of @align at or above @x
 * @x: at most the type's maximum less @align
 * @align: a power of two
 *
 * align_up() is for numbers that a file names.
 */
static inline uint64_t round_up(uint64_t x, uint64_t align)
{
	return (x + align - 1) & ~(align - 1);
}

/**
 * align_up() - round_up() for any number
 * @x: any number
 * @align: a power of two
 * @result: where to put the multiple; unchanged on failure
 *
 * Return: false if the result does not fit into 64 bits.
 */
static inline bool align_up(uint64_t x, uint64_t align, uint64_t *result)
{
	if (x > UINT64_MAX - (align - 1))
		return false;
	*result = round_up(x, align);
	return true;
}

#endif
