// SPDX-License-Identifier: GPL-2.0-only
/*
 * Captures are counted twice: by their records, which last, and by the stop
 * mark, which is there without a record partition, too.  The larger count is
 * believed.
 */
#include "guard.h"

#include "say.h"
#include "stop_mark.h"

void guard_begin(struct guard *guard, unsigned int limit)
{
	struct error error;
	unsigned int count;

	*guard = (struct guard){ .limit = limit };
	if (!limit)
		return;
	if (stop_mark_read(&count, &error)) {
		say("%s", error.text);
		return;
	}
	/* It was told after one more than the limit, and yet here we are. */
	guard->marked = count == STOP_MARK_TOLD ? limit + 2 : count + 1;
	if (count < KEXEC_BAKE_STOP_COUNT_MAX && stop_mark_write(count + 1, &error)) {
		say("%s", error.text);
		guard->marked = 0;
	}
}

bool guard_end(const struct guard *guard, uint64_t recorded)
{
	uint64_t captures = recorded > guard->marked ? recorded : guard->marked;
	struct error error;

	if (!guard->limit || captures <= guard->limit)
		return true;
	say("%llu captures and no clean boot (saveoops.captures=%u): the next boot is not to be captured",
	    (unsigned long long)captures, guard->limit);
	if (stop_mark_write(STOP_MARK_TOLD, &error))
		say("%s", error.text);
	if (captures == guard->limit + 1)
		return true;
	say("nor was this one: the machine is halted");
	return false;
}
