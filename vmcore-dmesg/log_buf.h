/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMCORE_DMESG_LOG_BUF_H
#define VMCORE_DMESG_LOG_BUF_H

#include "log_output.h"

/**
 * log_buf_print() - print the characters of Linux before 3.5 (logged_chars of log_buf)
 * @log: the log to print
 * @error: filled on failure
 *
 * A damaged record is reported by log_report_damaged() and the like, and is not a failure.
 *
 * Return: 0, or -1 with @error filled if the buffer as a whole cannot be read.
 */
int log_buf_print(struct log_output *log, struct error *error);

#endif
