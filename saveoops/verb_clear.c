// SPDX-License-Identifier: GPL-2.0-only
/* clear, mark-clean: writing the state. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>

#include "saveoops/record/record_fail.h"

int verb_clear(struct session *session, struct error *error)
{
	uint64_t records = count_records(session->store, 0);
	int result;

	if (session_confirm(session, "Clear", "all records are lost", error))
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
