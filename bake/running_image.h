/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BAKE_RUNNING_IMAGE_H
#define BAKE_RUNNING_IMAGE_H

#include <stdbool.h>

#include "util_lib/error.h"

/**
 * bake_running_info() - print the state of a running kernel's image
 * @path: BAKE_RUNNING, or a directory such as it
 * @json: JSON is printed instead of a table
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_running_info(const char *path, bool json, struct error *error);

#endif
