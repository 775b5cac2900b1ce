/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_HELP_H
#define KEXEC_HELP_H

#include "util_lib/error.h"

/**
 * help_print() - print the text of --help
 * @type: name of the file type that the text is about; NULL for all options
 * @error: filled if there is no such type
 *
 * Return: 0 or -1.
 */
int help_print(const char *type, struct error *error);

#endif
