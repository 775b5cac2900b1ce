// SPDX-License-Identifier: GPL-2.0-only
/* list: one line for each record. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>

#include "include/kexec_bake_oops.h"

#include "facts.h"

static void print_list_line(const struct record_store *store, const struct record *record,
			    const struct facts *facts)
{
	char time[FACTS_TIME_SIZE], release[64], stage[32], reason[128];

	printf("%6" PRIu64 " %-8s %-20s %-24s %-10s %9" PRIu64 " %s\n", record->sequence,
	       record->sequence > store->imported ? "new" : "imported", facts_get_time(facts, time),
	       facts_get(facts, KEXEC_BAKE_FACT_RELEASE, release, sizeof(release)),
	       facts_get(facts, KEXEC_BAKE_FACT_STAGE, stage, sizeof(stage)), record->text_size,
	       facts_get(facts, KEXEC_BAKE_FACT_REASON, reason, sizeof(reason)));
}

static void print_list_json(const struct record_store *store, const struct record *record,
			    const struct facts *facts, const char *comma)
{
	printf("%s\n  {\"sequence\": %" PRIu64 ", \"imported\": %s, \"text_size\": %" PRIu64
	       ", \"facts\": ",
	       comma, record->sequence, record->sequence <= store->imported ? "true" : "false",
	       record->text_size);
	facts_print_json(facts);
	printf("}");
}

static void print_damaged_count(const struct record_store *store)
{
	uint32_t i, damaged = 0;

	for (i = 0; i < store->entries; i++)
		damaged += store->entry[i] != METADATA_ABSENT && store->entry[i] != METADATA_VALID;
	if (damaged)
		printf("%" PRIu32 " more cannot be read (see saveoops check)\n", damaged);
}

int verb_list(struct session *session, struct error *error)
{
	struct record_store *store = session->store;
	bool json = session->options->json;
	const struct record *record;
	const char *comma = "";
	struct facts facts;
	uint64_t at = 0;

	if (json)
		printf("[");
	else
		printf("%6s %-8s %-20s %-24s %-10s %9s %s\n", "N", "STATE", "TIME", "RELEASE",
		       "STAGE", "BYTES", "REASON");
	for (; (record = record_after(store, at)); at = record->sequence) {
		if (facts_read(&facts, store, record, session->device.path, error))
			return -1;
		if (json)
			print_list_json(store, record, &facts, comma);
		else
			print_list_line(store, record, &facts);
		comma = ",";
	}
	if (json)
		printf("\n]\n");
	else
		print_damaged_count(store);
	return 0;
}
