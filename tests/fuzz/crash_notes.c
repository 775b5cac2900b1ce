// SPDX-License-Identifier: GPL-2.0-only
/* An input is a line as crash_notes or vmcoreinfo in /sys has it. */
#include <inttypes.h>
#include <stdio.h>

#include "fuzz.h"
#include "kexec/core/core_info.h"

/* A range that was parsed, printed and parsed again is the same. */
static void demand_same(struct range range)
{
	struct range again;
	uint64_t start;
	char text[64];

	demand(range.start && range.start < range.end);
	snprintf(text, sizeof(text), "%" PRIx64 " %" PRIx64, range.start, range.end - range.start);
	demand(!parse_vmcoreinfo(text, &again));
	demand(again.start == range.start && again.end == range.end);
	*strchr(text, ' ') = '\0';
	demand(!parse_crash_notes(text, &start) && start == range.start);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct range range;
	uint64_t address;

	demand(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	parse_crash_notes(text, &address);
	if (!parse_vmcoreinfo(text, &range))
		demand_same(range);
	free(text);
	return 0;
}
