/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading and writing of whole files. */
#ifndef UTIL_LIB_FILE_H
#define UTIL_LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * struct blob - bytes in memory
 * @data: the bytes; owned, freed by blob_free()
 * @size: number of bytes
 */
struct blob {
	uint8_t *data;
	size_t size;
};

/**
 * file_is_same() - test whether two names refer to one file
 * @a: name of a file that need not exist
 * @b: name of another file that need not exist
 *
 * Return: true if both exist and are the same file.
 */
bool file_is_same(const char *a, const char *b);

/**
 * file_read() - read a whole regular file
 * @path: name of the file
 * @blob: filled on success; freed by blob_free()
 * @error: filled on failure; an empty file or one of more than 4 GiB is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int file_read(const char *path, struct blob *blob, struct error *error);

/**
 * blob_free() - free the bytes
 * @blob: empty afterwards
 */
void blob_free(struct blob *blob);

/**
 * struct output - a file that is being written under a temporary name
 * @path: final name of the file; owned by the caller
 * @temporary: current name of the file; owned
 * @fd: descriptor to write to
 */
struct output {
	const char *path;
	char *temporary;
	int fd;
};

/**
 * output_open() - create a temporary file beside the one that it will replace
 * @output: filled on success; ended by output_commit() or output_abandon()
 * @path: final name of the file; must outlive @output
 * @error: filled on failure
 *
 * A signal that ends the program removes the temporary file.  Only one output can be open.
 *
 * Return: 0, or -1 with @error filled.
 */
int output_open(struct output *output, const char *path, struct error *error);

/**
 * output_write() - append bytes
 * @output: an open output
 * @data: the bytes
 * @size: number of bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled; the output is still open.
 */
int output_write(struct output *output, const void *data, size_t size, struct error *error);

/**
 * output_commit() - give the file its final name, replacing any existing file
 * @output: an open output; closed afterwards
 * @error: filled on failure; the temporary file is then removed
 *
 * Return: 0, or -1 with @error filled.
 */
int output_commit(struct output *output, struct error *error);

/**
 * output_abandon() - remove the temporary file
 * @output: an open output; closed afterwards
 */
void output_abandon(struct output *output);

#endif
