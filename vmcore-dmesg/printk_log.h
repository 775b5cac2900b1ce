/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMCORE_DMESG_PRINTK_LOG_H
#define VMCORE_DMESG_PRINTK_LOG_H

#include "log_output.h"

/**
 * printk_log_print() - print the records of Linux 3.5 to 5.9 (struct printk_log)
 * @log: the log to print
 * @error: filled on failure
 *
 * A damaged record is reported by log_report_damaged() and the like, and is not a failure.
 *
 * Return: 0, or -1 with @error filled if the buffer as a whole cannot be read.
 */
int printk_log_print(struct log_output *log, struct error *error);

#endif
