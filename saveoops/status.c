// SPDX-License-Identifier: GPL-2.0-only
/* check, status, clear, mark-clean: the record partition as a whole. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "print.h"
#include "saveoops/record/record_fail.h"
#include "saveoops/record/uuid.h"
#include "verbs.h"

int confirm(const struct session *session, const char *what, const char *loss, struct error *error)
{
	char answer[16];

	if (session->options->yes)
		return 0;
	fprintf(stderr, "%s %s: %s. Type yes to go on: ", what, session->device.path, loss);
	if (!fgets(answer, sizeof(answer), stdin)) {
		fputc('\n', stderr);
		*answer = 0;
	}
	if (!strcmp(answer, "yes\n"))
		return 0;
	return fail(error, "%s: left as it is (the answer yes, or --yes, was expected)",
		    session->device.path);
}

/* --- check ------------------------------------------------------------------ */

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

/* The fault in words, but for "damaged" or "unreadable". */
static void describe(const struct record_fault *fault, char *text, size_t size)
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
		snprintf(text, size, "it has %" PRIu64 " bytes (%" PRIu64 " were expected)", which,
			 other);
		break;
	case RECORD_FAULT_SECTOR_SIZE:
		snprintf(text, size,
			 "its sectors have %" PRIu64 " bytes (%" PRIu64 " were expected)", which,
			 other);
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

	describe(fault, text, sizeof(text));
	printf("%s: %s\n", session->device.path, text);
}

static void print_fault_json(void *context, const struct record_fault *fault)
{
	const char **comma = context;
	char text[128];

	describe(fault, text, sizeof(text));
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

/* --- status ----------------------------------------------------------------- */

static bool seals_sound(const struct record_store *store)
{
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		if (store->entry[i] != METADATA_ABSENT && store->entry[i] != METADATA_VALID)
			return false;
	}
	return store->superblock[0] == METADATA_VALID && store->superblock[1] == METADATA_VALID &&
	       store->state == METADATA_VALID;
}

static void print_status(const struct session *session, const char *uuid)
{
	const struct record_store *store = session->store;

	printf("device       %s\n", session->device.path);
	printf("UUID         %s\n", uuid);
	printf("size         %" PRIu64 " bytes, %" PRIu64 " of them for data\n", store->size,
	       store->data_size);
	printf("records      %" PRIu64 " of %" PRIu32 ", %" PRIu64 " of them new\n",
	       count_records(store, 0), store->entries, count_records(store, store->imported));
	printf("captures     %" PRIu64 " in all, %" PRIu64 " since the last clean boot\n",
	       record_last(store), record_last(store) - store->clean);
	printf("damage       %s\n", seals_sound(store) ?
					    "none seen; saveoops check looks at the data, too" :
					    "yes: see saveoops check");
}

static void print_status_json(const struct session *session, const char *uuid)
{
	const struct record_store *store = session->store;

	printf("{\"device\": ");
	print_json_string(stdout, session->device.path);
	printf(", \"uuid\": \"%s\", \"size\": %" PRIu64 ", \"data_size\": %" PRIu64
	       ", \"sector_size\": %" PRIu32,
	       uuid, store->size, store->data_size, store->sector_size);
	printf(", \"entries\": %" PRIu32 ", \"records\": %" PRIu64 ", \"new\": %" PRIu64,
	       store->entries, count_records(store, 0), count_records(store, store->imported));
	printf(", \"last\": %" PRIu64 ", \"clean\": %" PRIu64 ", \"imported\": %" PRIu64
	       ", \"since_clean\": %" PRIu64 ", \"damage_seen\": %s}\n",
	       record_last(store), store->clean, store->imported, record_last(store) - store->clean,
	       seals_sound(store) ? "false" : "true");
}

int verb_status(struct session *session, struct error *error)
{
	char uuid[UUID_TEXT_SIZE];

	(void)error;
	uuid_to_text(session->store->uuid, uuid);
	if (session->options->json)
		print_status_json(session, uuid);
	else
		print_status(session, uuid);
	return 0;
}

/* --- what is written down ----------------------------------------------------- */

int verb_clear(struct session *session, struct error *error)
{
	uint64_t records = count_records(session->store, 0);
	int result;

	if (confirm(session, "Clear", "all records are lost", error))
		return -1;
	result = record_clear(session->store);
	if (result)
		return record_fail(error, session->device.path, result);
	if (session->options->json)
		printf("{\"cleared\": %" PRIu64 "}\n", records);
	else
		printf("%s: %" PRIu64 " records cleared\n", session->device.path, records);
	return 0;
}

int verb_mark_clean(struct session *session, struct error *error)
{
	struct record_store *store = session->store;
	uint64_t last = record_last(store), since = last - store->clean;
	int result = record_set_state(store, last, store->imported);

	if (result)
		return record_fail(error, session->device.path, result);
	if (session->options->json)
		printf("{\"clean\": %" PRIu64 ", \"captures\": %" PRIu64 "}\n", last, since);
	else
		printf("%s: this boot is clean, after %" PRIu64 " captures\n", session->device.path,
		       since);
	return 0;
}
