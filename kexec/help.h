/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_HELP_H
#define KEXEC_HELP_H

#include "util_lib/error.h"

/**
 * help_print() - print --help
 * @type: name of a file type to tell more of, or NULL
 * @error: filled if there's no such type
 *
 * Return: 0 or -1.
 */
int help_print(const char *type, struct error *error);

#endif
