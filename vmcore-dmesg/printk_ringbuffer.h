/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMCORE_DMESG_PRINTK_RINGBUFFER_H
#define VMCORE_DMESG_PRINTK_RINGBUFFER_H

#include "log_output.h"

/**
 * printk_ringbuffer_print() - print the records of Linux 5.10 and later (struct printk_ringbuffer)
 * @log: the log to print
 * @error: filled on failure
 *
 * A damaged record is reported by log_report_damaged() and the like, and is not a failure.
 *
 * Return: 0, or -1 with @error filled if the buffer as a whole cannot be read.
 */
int printk_ringbuffer_print(struct log_output *log, struct error *error);

#endif
