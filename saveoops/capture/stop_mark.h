/* SPDX-License-Identifier: GPL-2.0-only */
/* The stop mark in the RTC alarm, from userspace: include/kexec_bake.h defines it. */
#ifndef SAVEOOPS_CAPTURE_STOP_MARK_H
#define SAVEOOPS_CAPTURE_STOP_MARK_H

#include <stdbool.h>

#include "include/kexec_bake.h"
#include "util_lib/error.h"

/* The value that replaces a count once the primary has been told to stop. */
#define STOP_MARK_TOLD (KEXEC_BAKE_STOP_COUNT_MAX + 1)

/**
 * stop_mark_read() - read the mark
 * @count: number of captures, 0 without a mark, or STOP_MARK_TOLD
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int stop_mark_read(unsigned int *count, struct error *error);

/**
 * stop_mark_write() - write the mark and verify it
 * @count: number of captures, at most KEXEC_BAKE_STOP_COUNT_MAX, or STOP_MARK_TOLD; 0 removes
 *	the mark and sets the alarm to midnight
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int stop_mark_write(unsigned int count, struct error *error);

/**
 * has_rtc_ports() - may this process use the I/O ports of the RTC?
 */
bool has_rtc_ports(void);

/**
 * stop_mark_clear() - remove the mark, if it is set
 * @by_ports: use the I/O ports of the RTC if the kernel has no kernel side; otherwise the mark
 *	stays until the next boot of a kernel that has one
 * @error: filled on failure
 *
 * The running kernel may access the same ports at the same time, so the caller should set
 * @by_ports only for a reason.
 *
 * Return: 0, or -1 with @error filled if the mark may still be set.
 */
int stop_mark_clear(bool by_ports, struct error *error);

#endif
