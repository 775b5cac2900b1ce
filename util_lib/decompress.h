/* SPDX-License-Identifier: GPL-2.0-only */
/* Decompression of gzip, xz, lzma and zstd. */
#ifndef UTIL_LIB_DECOMPRESS_H
#define UTIL_LIB_DECOMPRESS_H

#include <stdbool.h>

#include "file.h"

/* The largest decompressed size in bytes.  No kernel is larger, and a decompression bomb ends here.
 */
#define DECOMPRESS_MAX (1ull << 31)

/**
 * compression_name() - name the compressed format of a file
 * @data: the first bytes of the file; at least 13, unless the file is shorter
 * @size: number of bytes in @data
 *
 * Return: "gzip", "xz", "lzma" or "zstd", also if the library for it was left out of the build; or
 * NULL.
 */
const char *compression_name(const uint8_t *data, size_t size);

/**
 * is_compressed() - tell compressed files from others
 * @data: as for compression_name()
 * @size: as for compression_name()
 *
 * Return: true if compression_name() knows the format.
 */
bool is_compressed(const uint8_t *data, size_t size);

/**
 * decompress() - decompress gzip, xz, lzma or zstd
 * @name: name of the file, for messages
 * @data: one compressed stream or several of one format; padding with zeros, or the decompressed
 *	  size in 32 bits that Linux's build appends, may follow
 * @size: number of bytes in @data
 * @result: filled on success, and may have a size of 0; empty on failure; freed by blob_free()
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int decompress(const char *name, const uint8_t *data, size_t size, struct blob *result,
	       struct error *error);

/**
 * file_read_unpacked() - read a regular file, and decompress it if it is compressed
 * @path: name of the file
 * @blob: filled on success; freed by blob_free()
 * @error: filled on failure; a file that is empty once decompressed is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int file_read_unpacked(const char *path, struct blob *blob, struct error *error);

#endif
