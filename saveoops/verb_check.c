// SPDX-License-Identifier: GPL-2.0-only
/* check: all faults of the record partition. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const fault_names[] = {
	[RECORD_FAULT_SUPERBLOCK] = "superblock",
	[RECORD_FAULT_COPIES] = "copies",
	[RECORD_FAULT_SIZE] = "size",
	[RECORD_FAULT_SECTOR_SIZE] = "sector-size",
	[RECORD_FAULT_STATE] = "state",
	[RECORD_FAULT_ENTRY] = "entry",
	[RECORD_FAULT_SEQUENCE] = "sequence",
	[RECORD_FAULT_OVERLAP] = "overlap",
	[RECORD_FAULT_DATA] = "data",
};

static void describe_fault(const struct record_fault *fault, char *text, size_t size)
{
	uint64_t which = fault->which, other = fault->other;
	const char *state = fault->unreadable ? "cannot be read" : "is damaged";

	switch (fault->kind) {
	case RECORD_FAULT_SUPERBLOCK:
		snprintf(text, size, "the %s copy of the superblock %s", which ? "second" : "first",
			 state);
		break;
	case RECORD_FAULT_COPIES:
		snprintf(text, size, "the two copies of the superblock are not the same");
		break;
	case RECORD_FAULT_SIZE:
		snprintf(text, size, "the device has %" PRIu64 " bytes (%" PRIu64 " were expected)",
			 which, other);
		break;
	case RECORD_FAULT_SECTOR_SIZE:
		snprintf(text, size,
			 "the device's sectors have %" PRIu64 " bytes (%" PRIu64 " were expected)",
			 which, other);
		break;
	case RECORD_FAULT_STATE:
		snprintf(text, size, "the state %s", state);
		break;
	case RECORD_FAULT_ENTRY:
		snprintf(text, size, "entry %" PRIu64 " %s", which, state);
		break;
	case RECORD_FAULT_SEQUENCE:
		snprintf(text, size, "entry %" PRIu64 " cannot hold record %" PRIu64, which, other);
		break;
	case RECORD_FAULT_OVERLAP:
		snprintf(text, size, "records %" PRIu64 " and %" PRIu64 " share data", which,
			 other);
		break;
	case RECORD_FAULT_DATA:
		snprintf(text, size, "the data of record %" PRIu64 " %s", which, state);
		break;
	}
}

static void print_fault(void *context, const struct record_fault *fault)
{
	const struct session *session = context;
	char text[128];

	describe_fault(fault, text, sizeof(text));
	printf("%s: %s\n", session->device.path, text);
}

static void print_fault_json(void *context, const struct record_fault *fault)
{
	const char **comma = context;
	char text[128];

	describe_fault(fault, text, sizeof(text));
	printf("%s\n  {\"kind\": \"%s\", \"which\": %" PRIu64 ", \"other\": %" PRIu64
	       ", \"unreadable\": %s, \"text\": \"%s\"}",
	       *comma, fault_names[fault->kind], fault->which, fault->other,
	       fault->unreadable ? "true" : "false", text);
	*comma = ",";
}

int verb_check(struct session *session, struct error *error)
{
	const char *path = session->device.path, *comma = "";
	uint64_t faults, records = count_records(session->store, 0);

	if (session->options->json) {
		printf("[");
		faults = record_check(session->store, print_fault_json, &comma);
		printf("\n]\n");
	} else {
		faults = record_check(session->store, print_fault, session);
		if (!faults)
			printf("%s: no damage found in %" PRIu64 " records\n", path, records);
	}
	if (faults)
		return fail(error, "%s: damage found: %" PRIu64 " (0 was expected)", path, faults);
	return 0;
}
