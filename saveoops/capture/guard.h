/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop guard: after so many captures and no clean boot, no more of them. */
#ifndef SAVEOOPS_CAPTURE_GUARD_H
#define SAVEOOPS_CAPTURE_GUARD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct guard - what is known of the captures since a clean boot
 * @limit: how many there may be, before the next one tells the primary to stop; 0: any number
 * @marked: as the stop mark has it, with this one; 0 if that can't be known
 * @told: by the stop mark the primary was told to stop, and was captured all the same
 */
struct guard {
	unsigned int limit;
	unsigned int marked;
	bool told;
};

/**
 * struct captures - the same, as the records have it
 * @count: with this one; 0 if that can't be known
 * @told: at the capture before this one the primary was told to stop
 */
struct captures {
	uint64_t count;
	bool told;
};

/* What the record says of a capture at which the primary is told to stop. */
#define GUARD_FACT "stop=told\n"

/* Fewer than the stop mark can count. */
#define GUARD_LIMIT     3u
#define GUARD_LIMIT_MAX 20u

/**
 * guard_begin() - count this capture, whatever may become of it
 * @guard: to be filled
 * @limit: for it
 */
void guard_begin(struct guard *guard, unsigned int limit);

/**
 * guard_end() - tell the primary to stop, if it's time to
 * @guard: as filled
 * @recorded: what the records say
 *
 * Return: false if it was told before, and didn't listen: then the machine must not be reset.
 */
bool guard_end(const struct guard *guard, const struct captures *recorded);

#endif
