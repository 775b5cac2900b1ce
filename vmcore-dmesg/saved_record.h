/* SPDX-License-Identifier: GPL-2.0-only */
/* A record partition of saveoops, or an image of one, in place of a dump: doc/record-format.md. */
#ifndef VMCORE_DMESG_SAVED_RECORD_H
#define VMCORE_DMESG_SAVED_RECORD_H

#include <stdbool.h>
#include <stdio.h>

#include "input_file.h"

/**
 * is_record_partition() - tell a record partition from other files
 * @file: an open file
 *
 * Return: true for a record partition, also if it is truncated or of another version.
 */
bool is_record_partition(const struct input_file *file);

/**
 * saved_record_print() - print the text of the newest record
 * @file: a record partition
 * @out: stream to print to
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int saved_record_print(const struct input_file *file, FILE *out, struct error *error);

#endif
