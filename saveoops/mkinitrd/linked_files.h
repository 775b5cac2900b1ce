/* SPDX-License-Identifier: GPL-2.0-only */
/* The files that a program needs at run time: its loader and its shared libraries. */
#ifndef SAVEOOPS_MKINITRD_LINKED_FILES_H
#define SAVEOOPS_MKINITRD_LINKED_FILES_H

#include <stddef.h>

#include "util_lib/error.h"

/**
 * struct linked_files - a program, its loader and its libraries
 * @files: absolute names, the program first
 * @count: number of files
 */
struct linked_files {
	char **files;
	size_t count;
};

/**
 * linked_files_read() - find the loader and all libraries of a program, as ldd(1) does
 * @linked: to be filled; the caller frees it, also after a failure
 * @program: file name of the program
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int linked_files_read(struct linked_files *linked, const char *program, struct error *error);

/**
 * linked_files_free() - free the names
 * @linked: empty afterwards
 */
void linked_files_free(struct linked_files *linked);

#endif
