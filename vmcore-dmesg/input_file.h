/* SPDX-License-Identifier: GPL-2.0-only */
/* The file or block device to read.  Only the pieces that are needed are read, however large it is.
 */
#ifndef VMCORE_DMESG_INPUT_FILE_H
#define VMCORE_DMESG_INPUT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

/**
 * struct input_file - an open file or block device
 * @path: name of the file; owned by the caller
 * @fd: descriptor, open for reading
 * @size: in bytes
 */
struct input_file {
	const char *path;
	int fd;
	uint64_t size;
};

/**
 * input_file_open() - open a file or a block device
 * @file: filled on success; closed with input_file_close()
 * @path: name of the file; must outlive @file
 * @error: filled on failure
 *
 * A directory, a character device, a FIFO and an empty file are refused.
 *
 * Return: 0, or -1 with @error filled.
 */
int input_file_open(struct input_file *file, const char *path, struct error *error);

/**
 * input_file_read() - read a piece of the file
 * @file: an open file
 * @offset: offset of the piece, in bytes
 * @data: filled with the piece
 * @size: size of the piece, in bytes
 * @error: filled on failure; a piece that reaches past the end is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int input_file_read(const struct input_file *file, uint64_t offset, void *data, size_t size,
		    struct error *error);

/**
 * input_file_close() - close the file
 * @file: an open file
 */
void input_file_close(struct input_file *file);

#endif
