/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_CAPTURE_MAP_FILE_H
#define SAVEOOPS_CAPTURE_MAP_FILE_H

#include <stddef.h>

#include "util_lib/error.h"

/**
 * struct mapped_file - contents of a file
 * @data: contents; never NULL
 * @size: in bytes
 */
struct mapped_file {
	const void *data;
	size_t size;
};

/**
 * map_file() - map a file of the oops archive
 * @mapped: filled on success; the mapping lasts as long as the process
 * @name: name of the file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int map_file(struct mapped_file *mapped, const char *name, struct error *error);

/**
 * map_descriptor() - map an open file
 * @mapped: filled on success
 * @fd: file descriptor
 * @name: name of the file, for @error
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int map_descriptor(struct mapped_file *mapped, int fd, const char *name, struct error *error);

#endif
