/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers as a user types them. */
#ifndef UTIL_LIB_NUMBERS_H
#define UTIL_LIB_NUMBERS_H

#include <stdint.h>

/**
 * parse_size() - parse an address or a size
 * @text: a number in decimal, in hexadecimal with 0x, or in octal with 0; a unit of K, M or G
 *	  (2^10, 2^20 or 2^30 bytes) in either case may follow
 * @number: filled on success; in bytes
 *
 * Return: 0, or -1 if @text is not such a number or it does not fit into 64 bits.
 */
int parse_size(const char *text, uint64_t *number);

#endif
