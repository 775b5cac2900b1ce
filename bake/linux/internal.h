/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel side's parts among themselves. */
#ifndef KEXEC_BAKE_INTERNAL_H
#define KEXEC_BAKE_INTERNAL_H

#include <linux/types.h>

#include "kexec_bake.h"

/**
 * struct kexec_baked - what this kernel knows of the image in its place
 * @armed: a panic enters it
 * @why_not: if it is not armed
 * @header: a copy, which no stray write to the region can reach
 */
struct kexec_baked {
	bool armed;
	char why_not[160];
	struct kexec_bake_header header;
};

extern struct kexec_baked kexec_baked;

/**
 * kexec_bake_write_record() - write the log and the facts where the capture kernel finds
 *		    them
 * @room: where to
 * @size: how much may be written
 * @reason: what panic() said
 *
 * Writes a cpio archive (driver-api/early-userspace/buffer-format.rst).
 * Allocates nothing, takes no lock, prints nothing.
 *
 * Return: its size, a multiple of 4.
 */
u64 kexec_bake_write_record(u8 *room, u64 size, const char *reason);

/**
 * kexec_bake_watch_panic() - enter the image when this kernel panics
 */
void kexec_bake_watch_panic(void);

/**
 * kexec_bake_told_to_stop() - is the stop mark there, and says stop?
 */
bool kexec_bake_told_to_stop(void);

/**
 * kexec_bake_clear_stop() - remove the stop mark, if it's there
 *
 * Other settings of the clock's alarm stay as they are.
 */
void kexec_bake_clear_stop(void);

/**
 * kexec_bake_jump() - leave this kernel
 * @entry: physical address to go to, mapped to itself
 */
void kexec_bake_jump(u64 entry);

#endif
