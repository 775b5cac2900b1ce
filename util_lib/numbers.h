/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UTIL_LIB_NUMBERS_H
#define UTIL_LIB_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

/**
 * parse_size() - read an address or a size
 * @text: decimal, 0x... or 0..., with K, M or G behind it if wanted
 * @number: where to put it
 *
 * Return: false if that is not all there is in @text, or too much for 64 bits.
 */
bool parse_size(const char *text, uint64_t *number);

#endif
