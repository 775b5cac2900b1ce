/* SPDX-License-Identifier: GPL-2.0-only */
/* Parsers of the arguments of options. */
#ifndef KEXEC_VALUES_H
#define KEXEC_VALUES_H

#include "bake/bake.h"
#include "kexec/load/request.h"
#include "util_lib/error.h"

/**
 * value_number() - parse an address or a size of 64 bits
 * @number: result
 * @option: name of the option, for messages
 * @text: argument of the option
 * @error: filled if @text is not a number
 *
 * Return: 0 or -1, as for all of these functions.
 */
int value_number(uint64_t *number, const char *option, const char *text, struct error *error);

/* Append @text to @names. */
int value_list(struct names *names, const char *option, const char *text, struct error *error);

/* Parse a name of bake_format_names into an enum bake_format. */
int value_format(void *format, const char *text, struct error *error);

/* Parse a number other than 0 into a uint64_t. */
int value_region_size(void *size, const char *text, struct error *error);

#endif
