// SPDX-License-Identifier: GPL-2.0-only
/* An input is /proc/iomem. */
#include "fuzz.h"
#include "kexec/machine/memory_map.h"

static void demand_set(const struct ranges *set)
{
	size_t i;

	for (i = 0; i < set->count; i++) {
		demand(set->list[i].start < set->list[i].end);
		demand(!i || set->list[i - 1].end < set->list[i].start);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct error error;
	struct ranges set;

	demand(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	if (!memory_map_named_in(text, "System RAM", &set, &error))
		demand_set(&set);
	ranges_free(&set);
	free(text);
	return 0;
}
