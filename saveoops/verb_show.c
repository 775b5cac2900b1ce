// SPDX-License-Identifier: GPL-2.0-only
/* show, export: one record as a whole. */
#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>

#include "saveoops/record/record_fail.h"
#include "util_lib/file.h"
#include "util_lib/print.h"

#include "print_record.h"

static const struct record *find_record(struct session *session, struct error *error)
{
	uint64_t sequence = session->options->sequence;
	const char *path = session->device.path;
	const struct record *record;

	record = sequence ? record_find(session->store, sequence) :
			    record_before(session->store, UINT64_MAX);
	if (!record && sequence)
		fail(error, "%s: holds no record %" PRIu64 " (see saveoops list)", path, sequence);
	else if (!record)
		fail(error, "%s: holds no record", path);
	return record;
}

static int verify_record(struct session *session, const struct record *record, struct error *error)
{
	const char *path = session->device.path;
	int result = session->options->force ? 0 : record_verify(session->store, record);

	if (result == -RECORD_ERR_DAMAGED)
		return fail(error,
			    "%s: record %" PRIu64
			    " is damaged: its digest is wrong (--force takes it as it is)",
			    path, record->sequence);
	return result ? record_fail(error, path, result) : 0;
}

int verb_show(struct session *session, struct error *error)
{
	const struct record *record = find_record(session, error);

	if (!record || verify_record(session, record, error))
		return -1;
	if (session->options->json)
		return print_record_json(session, record, error);
	return print_record(session, record, error);
}

int verb_export(struct session *session, struct error *error)
{
	const struct record *record = find_record(session, error);
	const char *file = session->options->file;

	if (file_is_same(file, session->device.path))
		return fail(error, "%s: holds the records (another file was expected)", file);
	if (!record || verify_record(session, record, error) ||
	    save_record(session, record, file, error))
		return -1;
	if (session->options->json) {
		printf("{\"sequence\": %" PRIu64 ", \"file\": ", record->sequence);
		print_json_string(file);
		printf("}\n");
	} else {
		printf("%s: record %" PRIu64 " of %s\n", file, record->sequence,
		       session->device.path);
	}
	return 0;
}
