/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading whole files and replacing them as a whole. */
#ifndef UTIL_LIB_FILE_H
#define UTIL_LIB_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/**
 * struct blob - bytes in memory
 * @data: owned; freed by blob_free()
 * @size: in bytes
 */
struct blob {
	uint8_t *data;
	size_t size;
};

/**
 * file_is_same() - are these two names of one file?
 * @a: a name; no file need have it
 * @b: another
 */
bool file_is_same(const char *a, const char *b);

/**
 * file_read() - read all of a regular file
 * @path: its name
 * @blob: to be filled
 * @error: filled on failure
 *
 * An empty file is a failure.  Return: 0 or -1.
 */
int file_read(const char *path, struct blob *blob, struct error *error);

/**
 * blob_free() - give back the bytes
 * @blob: empty afterwards
 */
void blob_free(struct blob *blob);

/**
 * struct output - a file that is being written under another name
 * @path: the name that it will have
 * @temporary: the name that it has
 * @fd: to write to
 */
struct output {
	const char *path;
	char *temporary;
	int fd;
};

/**
 * output_open() - begin a new file beside the one that it'll replace
 * @output: to be filled
 * @path: the name that it will have
 * @error: filled on failure
 *
 * It is removed when a signal ends the program.  Return: 0 or -1.
 */
int output_open(struct output *output, const char *path, struct error *error);

/**
 * output_write() - append bytes
 * @output: as opened
 * @data: the bytes
 * @size: their number
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int output_write(struct output *output, const void *data, size_t size, struct error *error);

/**
 * output_commit() - give the file its name
 * @output: closed afterwards
 * @error: filled on failure; then there is no file
 *
 * Return: 0 or -1.
 */
int output_commit(struct output *output, struct error *error);

/**
 * output_abandon() - remove the file
 * @output: closed afterwards
 */
void output_abandon(struct output *output);

#endif
