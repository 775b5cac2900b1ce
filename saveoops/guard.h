/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop guard: after so many captures and no clean boot, no more of them. */
#ifndef SAVEOOPS_GUARD_H
#define SAVEOOPS_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct guard - what is known of the captures since a clean boot
 * @limit: how many there may be, before the next one tells the primary to stop; 0: any number
 * @marked: as the stop mark has it, with this one; 0 if that can't be known
 */
struct guard {
	unsigned int limit;
	unsigned int marked;
};

/* Fewer than the stop mark can count. */
#define GUARD_LIMIT	3u
#define GUARD_LIMIT_MAX	20u

/**
 * guard_begin() - count this capture, whatever may become of it
 * @guard: to be filled
 * @limit: for it
 */
void guard_begin(struct guard *guard, unsigned int limit);

/**
 * guard_end() - tell the primary to stop, if it's time to
 * @guard: as filled
 * @recorded: captures since a clean boot, by the records; 0 if that isn't known
 *
 * Return: false if it can't be told, or doesn't listen: then the machine must not be reset.
 */
bool guard_end(const struct guard *guard, uint64_t recorded);

#endif
