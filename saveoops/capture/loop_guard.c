// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two counters of captures exist: the records, which survive an empty battery, and the stop
 * mark, which works without a record partition.  The larger count decides.
 */
#include "loop_guard.h"

#include "kmsg.h"
#include "stop_mark.h"

void guard_begin(struct guard *guard, unsigned int limit)
{
	struct error error;
	unsigned int count;

	*guard = (struct guard){ .limit = limit };
	if (!limit)
		return;
	if (stop_mark_read(&count, &error)) {
		kmsg_print("%s", error.text);
		return;
	}
	guard->told = count == STOP_MARK_TOLD;
	guard->marked = guard->told ? limit + 1 : count + 1;
	if (count < KEXEC_BAKE_STOP_COUNT_MAX && stop_mark_write(count + 1, &error))
		kmsg_print("%s", error.text);
}

int guard_end(const struct guard *guard, const struct captures *recorded)
{
	uint64_t count = recorded->count > guard->marked ? recorded->count : guard->marked;
	struct error error;
	int result;

	if (!guard->limit || count <= guard->limit)
		return 0;
	result = stop_mark_write(STOP_MARK_TOLD, &error);
	if (result)
		kmsg_print("%s", error.text);
	kmsg_print(
		"%llu captures and no clean boot (saveoops.captures=%u): the next boot %s not to be captured",
		(unsigned long long)count, guard->limit, result ? "cannot be told" : "is");
	if (!guard->told && !recorded->told)
		return 0;
	kmsg_print("this boot was not to be captured either: the machine is halted");
	return -1;
}
