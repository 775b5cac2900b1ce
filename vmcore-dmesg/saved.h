/* SPDX-License-Identifier: GPL-2.0-only */
/* A record partition, or an image of one, in place of a dump: doc/record-format.md. */
#ifndef VMCORE_DMESG_SAVED_H
#define VMCORE_DMESG_SAVED_H

#include <stdbool.h>
#include <stdio.h>

#include "source.h"

/**
 * saved_is_one() - is it a record partition?
 * @source: open
 *
 * Return: true if there's no doubt, or only that it's damaged.
 */
bool saved_is_one(const struct source *source);

/**
 * saved_print() - print the newest record's text
 * @source: a record partition
 * @out: to print to
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int saved_print(const struct source *source, FILE *out, struct error *error);

#endif
