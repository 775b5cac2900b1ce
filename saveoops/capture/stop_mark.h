/* SPDX-License-Identifier: GPL-2.0-only */
/* The stop mark, from userspace: see ../include/kexec_bake.h. */
#ifndef SAVEOOPS_CAPTURE_STOP_MARK_H
#define SAVEOOPS_CAPTURE_STOP_MARK_H

#include <stdbool.h>

#include "include/kexec_bake.h"
#include "util_lib/error.h"

/* In place of a count: the primary was told to stop. */
#define STOP_MARK_TOLD (KEXEC_BAKE_STOP_COUNT_MAX + 1)

/**
 * stop_mark_read() - what does the mark say?
 * @count: captures, 0 without a mark, or STOP_MARK_TOLD
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int stop_mark_read(unsigned int *count, struct error *error);

/**
 * stop_mark_write() - make the mark
 * @count: captures, KEXEC_BAKE_STOP_COUNT_MAX at most, or STOP_MARK_TOLD; 0: no mark,
 *	and the alarm is set to midnight
 * @error: filled on failure
 *
 * Return: 0 once it was read back; or -1.
 */
int stop_mark_write(unsigned int count, struct error *error);

/**
 * stop_mark_reachable() - may this process use the machine's ports?
 */
bool stop_mark_reachable(void);

/**
 * stop_mark_clear() - remove the mark, if it's there
 * @by_ports: if this kernel has no kernel side to do it, by the machine's ports; else
 *	it's left to the next boot with one
 * @error: filled on failure
 *
 * The kernel may use the same ports at that moment, so they had better be left alone
 * unless there's a reason.
 *
 * Return: 0, or -1 if it's there still, for all that is known.
 */
int stop_mark_clear(bool by_ports, struct error *error);

#endif
