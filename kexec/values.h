/* SPDX-License-Identifier: GPL-2.0-only */
/* What may stand behind the = of an option. */
#ifndef KEXEC_VALUES_H
#define KEXEC_VALUES_H

#include "bake/bake.h"
#include "util_lib/error.h"
#include "kexec/load/loader.h"

/**
 * value_number() - an address or a size, of 64 bits
 * @number: where to put it
 * @option: its name, for messages
 * @text: what the user wrote
 * @error: filled if it's none
 *
 * Return: 0 or -1; so do all of these.
 */
int value_number(uint64_t *number, const char *option, const char *text, struct error *error);

/* One more name. */
int value_list(struct names *names, const char *option, const char *text, struct error *error);

/* A name of bake_format_names. */
int value_format(void *format, const char *text, struct error *error);

/* A number, but not 0. */
int value_region_size(void *size, const char *text, struct error *error);

#endif
