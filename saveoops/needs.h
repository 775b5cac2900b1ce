/* SPDX-License-Identifier: GPL-2.0-only */
/* What files a program is linked with. */
#ifndef SAVEOOPS_NEEDS_H
#define SAVEOOPS_NEEDS_H

#include <stddef.h>

#include "util_lib/error.h"

/**
 * struct needs - files that a program needs to run
 * @files: absolute names, the program's own first; freed by needs_free()
 * @count: of them
 */
struct needs {
	char **files;
	size_t count;
};

/**
 * needs_read() - a program, its loader, and all libraries that it's linked with
 * @needs: to be filled; to be given to needs_free(), whatever came of it
 * @program: its file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int needs_read(struct needs *needs, const char *program, struct error *error);

/**
 * needs_free() - give back their memory
 * @needs: empty afterwards
 */
void needs_free(struct needs *needs);

#endif
