/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UTIL_LIB_DECOMPRESS_H
#define UTIL_LIB_DECOMPRESS_H

#include <stdbool.h>

#include "file.h"

/* More than any kernel; a bomb stops here. */
#define DECOMPRESS_MAX (1ull << 31)

/**
 * is_compressed() - do these bytes begin a file of gzip, xz, lzma or zstd?
 * @data: first bytes, 13 of them at least if there are
 * @size: their number
 *
 * Return: the format's name, or NULL.
 */
const char *is_compressed(const uint8_t *data, size_t size);

/**
 * decompress() - unpack gzip, xz, lzma or zstd
 * @name: of the file, for messages
 * @data: the packed bytes, of one stream or several; zeros may follow, or the unpacked size
 *	  as Linux's build adds it, of 32 bits
 * @size: their number
 * @result: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int decompress(const char *name, const uint8_t *data, size_t size, struct blob *result,
	       struct error *error);

/**
 * file_read_unpacked() - read a regular file, and unpack it if it's packed
 * @path: its name
 * @blob: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int file_read_unpacked(const char *path, struct blob *blob, struct error *error);

#endif
