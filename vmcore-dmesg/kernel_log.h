/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's log, for every version of the printk buffer. */
#ifndef VMCORE_DMESG_KERNEL_LOG_H
#define VMCORE_DMESG_KERNEL_LOG_H

#include <stdio.h>

#include "dump.h"

/**
 * kernel_log_print() - print all records of a dump's log, the oldest first
 * @dump: an open dump
 * @out: stream to print to; no line is cut short, even if the log is damaged
 * @error: filled unless every record is printed
 *
 * A record that is damaged or half-written is left out, and the others are printed.
 *
 * Return: 0 if every record is printed; 1 if the only missing records were still being written at
 * the crash; -1 otherwise.
 */
int kernel_log_print(const struct dump *dump, FILE *out, struct error *error);

#endif
