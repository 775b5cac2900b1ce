/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing of little-endian numbers of 16, 32 and 64 bits at any alignment. */
#ifndef UTIL_LIB_LITTLE_ENDIAN_H
#define UTIL_LIB_LITTLE_ENDIAN_H

#include <stdint.h>

static inline uint16_t get16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

static inline uint32_t get32(const uint8_t *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static inline uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static inline void put16(uint8_t *p, uint16_t x)
{
	p[0] = x;
	p[1] = x >> 8;
}

static inline void put32(uint8_t *p, uint32_t x)
{
	put16(p, x);
	put16(p + 2, x >> 16);
}

static inline void put64(uint8_t *p, uint64_t x)
{
	put32(p, x);
	put32(p + 4, x >> 32);
}

#endif
