/* SPDX-License-Identifier: GPL-2.0-only */
/* The file or block device to read.  Only the pieces that are needed are read, however large it is.
 */
#ifndef VMCORE_DMESG_SOURCE_H
#define VMCORE_DMESG_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

/**
 * struct source - an open file or block device
 * @path: its name; the caller's
 * @fd: descriptor, open for reading
 * @size: in bytes
 */
struct source {
	const char *path;
	int fd;
	uint64_t size;
};

/**
 * source_open() - open a file or a block device
 * @source: filled on success; closed with source_close()
 * @path: name of the file; must outlive @source
 * @error: filled on failure
 *
 * A directory, a character device, a FIFO and an empty file are refused.
 *
 * Return: 0, or -1 with @error filled.
 */
int source_open(struct source *source, const char *path, struct error *error);

/**
 * source_read() - read a piece of the file
 * @source: an open source
 * @offset: offset of the piece, in bytes
 * @data: filled with the piece
 * @size: size of the piece, in bytes
 * @error: filled on failure; a piece that reaches past the end is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int source_read(const struct source *source, uint64_t offset, void *data, size_t size,
		struct error *error);

/**
 * source_close() - close the file
 * @source: an open source
 */
void source_close(struct source *source);

#endif
