// SPDX-License-Identifier: GPL-2.0-only
/* status: the record partition as a whole. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>

#include "saveoops/record/uuid.h"
#include "util_lib/print.h"

static bool is_metadata_valid(const struct record_store *store)
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
	printf("damage       %s\n", is_metadata_valid(store) ?
					    "none seen; saveoops check looks at the data, too" :
					    "yes: see saveoops check");
}

static void print_status_json(const struct session *session, const char *uuid)
{
	const struct record_store *store = session->store;

	printf("{\"device\": ");
	print_json_string(session->device.path);
	printf(", \"uuid\": \"%s\", \"size\": %" PRIu64 ", \"data_size\": %" PRIu64
	       ", \"sector_size\": %" PRIu32,
	       uuid, store->size, store->data_size, store->sector_size);
	printf(", \"entries\": %" PRIu32 ", \"records\": %" PRIu64 ", \"new\": %" PRIu64,
	       store->entries, count_records(store, 0), count_records(store, store->imported));
	printf(", \"last\": %" PRIu64 ", \"clean\": %" PRIu64 ", \"imported\": %" PRIu64
	       ", \"since_clean\": %" PRIu64 ", \"damage_seen\": %s}\n",
	       record_last(store), store->clean, store->imported, record_last(store) - store->clean,
	       is_metadata_valid(store) ? "false" : "true");
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
