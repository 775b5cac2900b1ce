/* SPDX-License-Identifier: GPL-2.0-only */
/* The loop guard: it limits the number of captures without a clean boot. */
#ifndef SAVEOOPS_CAPTURE_LOOP_GUARD_H
#define SAVEOOPS_CAPTURE_LOOP_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "include/kexec_bake_oops.h"

/**
 * struct guard - captures since the last clean boot, according to the stop mark
 * @limit: number of captures after which the next one tells the primary to stop; 0: unlimited
 * @marked: number of captures including this one; 0 if it is unknown
 * @told: the primary was told to stop, but was captured again
 */
struct guard {
	unsigned int limit;
	unsigned int marked;
	bool told;
};

/**
 * struct captures - captures since the last clean boot, according to the records
 * @count: number of captures including this one; 0 if it is unknown
 * @told: the primary was told to stop at the previous capture
 */
struct captures {
	uint64_t count;
	bool told;
};

/* The fact in the record of a capture that tells the primary to stop. */
#define GUARD_FACT KEXEC_BAKE_FACT_STOP "=" KEXEC_BAKE_FACT_STOP_TOLD "\n"

/**
 * guard_begin() - count this capture in the stop mark
 * @guard: to be filled
 * @limit: value of saveoops.captures=
 */
void guard_begin(struct guard *guard, unsigned int limit);

/**
 * guard_end() - tell the primary to stop, if the limit is exceeded
 * @guard: guard as guard_begin() filled it
 * @recorded: captures according to the records
 *
 * Return: 0 if the machine may be reset; -1 if it must be halted, because the primary was told
 * before but was captured again.
 */
int guard_end(const struct guard *guard, const struct captures *recorded);

#endif
