/* SPDX-License-Identifier: GPL-2.0-only */
/* Rounding to multiples of a power of two, the size of a page, and the length of an array. */
#ifndef UTIL_LIB_ALIGN_H
#define UTIL_LIB_ALIGN_H

#include <stdint.h>

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))

/* The unit, in bytes, of segments of kexec_load(2) and of a baked image's layout. */
#define PAGE_4K 4096u

/**
 * round_up() - round up to a multiple of a power of two
 * @x: number to round; at most UINT64_MAX - @align
 * @align: a power of two
 *
 * Use align_up() for a number that comes from a file.
 *
 * Return: the smallest multiple of @align that is not less than @x.
 */
static inline uint64_t round_up(uint64_t x, uint64_t align)
{
	return (x + align - 1) & ~(align - 1);
}

/**
 * align_up() - round any number up to a multiple of a power of two
 * @x: number to round
 * @align: a power of two
 * @result: filled with the multiple on success
 *
 * Return: 0, or -1 if the multiple does not fit into 64 bits.
 */
static inline int align_up(uint64_t x, uint64_t align, uint64_t *result)
{
	if (x > UINT64_MAX - (align - 1))
		return -1;
	*result = round_up(x, align);
	return 0;
}

#endif
