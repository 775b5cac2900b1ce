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
	guard->told = count == STOP_MARK_TOLD;
	guard->marked = guard->told ? limit + 1 : count + 1;
	if (count < KEXEC_BAKE_STOP_COUNT_MAX && stop_mark_write(count + 1, &error))
		say("%s", error.text);
}

bool guard_end(const struct guard *guard, const struct captures *recorded)
{
	uint64_t count = recorded->count > guard->marked ? recorded->count : guard->marked;
	struct error error;
	int cannot;

	if (!guard->limit || count <= guard->limit)
		return true;
	cannot = stop_mark_write(STOP_MARK_TOLD, &error);
	if (cannot)
		say("%s", error.text);
	say("%llu captures and no clean boot (saveoops.captures=%u): the next boot %s not to be captured",
	    (unsigned long long)count, guard->limit, cannot ? "cannot be told" : "is");
	if (!guard->told && !recorded->told)
		return true;
	say("nor was this one: the machine is halted");
	return false;
}
