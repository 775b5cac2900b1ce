/* SPDX-License-Identifier: GPL-2.0-only */
/* The file or device that is read; however large, only pieces of it. */
#ifndef VMCORE_DMESG_SOURCE_H
#define VMCORE_DMESG_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

/**
 * struct source - an open file or block device
 * @path: its name; the caller's
 * @fd: open for reading
 * @size: in bytes
 */
struct source {
	const char *path;
	int fd;
	uint64_t size;
};

/**
 * source_open() - open a file or a block device
 * @source: to be filled
 * @path: its name
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int source_open(struct source *source, const char *path, struct error *error);

/**
 * source_read() - read a piece
 * @source: open
 * @offset: in bytes
 * @data: to be filled
 * @size: in bytes
 * @error: filled on failure; to read beyond the end is one
 *
 * Return: 0 or -1.
 */
int source_read(const struct source *source, uint64_t offset, void *data, size_t size,
		struct error *error);

/**
 * source_close() - close it
 * @source: as opened
 */
void source_close(struct source *source);

#endif
