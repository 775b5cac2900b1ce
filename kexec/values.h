/* SPDX-License-Identifier: GPL-2.0-only */
/* What may stand behind the = of an option. */
#ifndef KEXEC_VALUES_H
#define KEXEC_VALUES_H

#include "bake/bake.h"
#include "util_lib/error.h"
#include "kexec/load/loader.h"

/* ttyS0 */
#define VALUE_SERIAL_DEFAULT 0x3f8

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

/* An I/O port, by its number or as ttyS0 or ttyS1. */
int value_serial(uint16_t *port, const char *text, struct error *error);

/* A speed, as divisor of 115200. */
int value_baud(uint16_t *divisor, const char *text, struct error *error);

/* A name of bake_format_names. */
int value_format(enum bake_format *format, const char *text, struct error *error);

/* A number, but not 0. */
int value_region_size(uint64_t *size, const char *text, struct error *error);

#endif
