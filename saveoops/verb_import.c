// SPDX-License-Identifier: GPL-2.0-only
/* import: each new record is copied to a directory and announced in the system log. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "saveoops/record/record_fail.h"
#include "saveoops/record/uuid.h"
#include "util_lib/print.h"

#include "facts.h"
#include "print_record.h"

static int make_directory(const char *dir, struct error *error)
{
	struct stat st;

	if (!mkdir(dir, 0700))
		return 0;
	if (errno != EEXIST)
		return fail_errno(error, "%s: cannot be created", dir);
	if (stat(dir, &st) || !S_ISDIR(st.st_mode))
		return fail(error, "%s: is not a directory", dir);
	return 0;
}

/* The file names must be on disk before the partition marks the records as imported. */
static int sync_directory(const char *dir, struct error *error)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 || fsync(fd) ? fail_errno(error, "%s: cannot be written", dir) : 0;

	if (fd >= 0)
		close(fd);
	return result;
}

static char *make_file_name(const struct session *session, const struct record *record)
{
	char uuid[UUID_TEXT_SIZE], *name;

	uuid_to_text(session->store->uuid, uuid);
	if (asprintf(&name, "%s/%s-%06" PRIu64 ".txt", session->options->dir, uuid,
		     record->sequence) < 0)
		return NULL;
	return name;
}

static void announce_record(const struct session *session, const struct record *record,
			    const struct facts *facts, const char *file, bool damaged)
{
	const char *note = damaged ? " (damaged: its digest is wrong)" : "";
	char crash[300];

	facts_describe(facts, crash, sizeof(crash));
	syslog(LOG_ERR, "record %" PRIu64 ": %s: %s%s", record->sequence, crash, file, note);
	if (!session->options->json)
		printf("record %" PRIu64 ": %s: %s%s\n", record->sequence, crash, file, note);
}

static void print_imported_json(const struct record *record, const char *file, bool damaged,
				const char *comma)
{
	printf("%s\n  {\"sequence\": %" PRIu64 ", \"damaged\": %s, \"file\": ", comma,
	       record->sequence, damaged ? "true" : "false");
	print_json_string(file);
	printf("}");
}

/*
 * A file that exists already comes from an import that was interrupted, or from before the state
 * was damaged.
 */
static int import_to_file(struct session *session, const struct record *record, const char *file,
			  const char *comma, struct error *error)
{
	int result = record_verify(session->store, record);
	bool damaged = result == -RECORD_ERR_DAMAGED;
	struct facts facts;

	if (result && !damaged)
		return record_fail(error, session->device.path, result);
	if (facts_read(&facts, session->store, record, session->device.path, error))
		return -1;
	if (access(file, F_OK) && save_record(session, record, file, error))
		return -1;
	announce_record(session, record, &facts, file, damaged);
	if (session->options->json)
		print_imported_json(record, file, damaged, comma);
	return 0;
}

static int import_record(struct session *session, const struct record *record, const char *comma,
			 struct error *error)
{
	char *file = make_file_name(session, record);
	int result;

	if (!file)
		return fail(error, "%s: out of memory", session->options->dir);
	result = import_to_file(session, record, file, comma, error);
	free(file);
	return result;
}

/* Import until one fails; @imported is the sequence number of the newest imported record. */
static int import_new_records(struct session *session, uint64_t *imported, struct error *error)
{
	const struct record *record;
	const char *comma = "";

	if (make_directory(session->options->dir, error))
		return -1;
	for (; (record = record_after(session->store, *imported)); comma = ",") {
		if (import_record(session, record, comma, error))
			return -1;
		*imported = record->sequence;
	}
	return sync_directory(session->options->dir, error);
}

/*
 * A boot that gets this far is clean, even if the import fails: a full file system must not stop
 * later captures.
 */
int verb_import(struct session *session, struct error *error)
{
	struct record_store *store = session->store;
	uint64_t imported = store->imported;
	int result, written;

	umask(077);
	openlog("saveoops", 0, LOG_DAEMON);
	if (session->options->json)
		printf("[");
	result = import_new_records(session, &imported, error);
	if (session->options->json)
		printf("\n]\n");
	if (result && sync_directory(session->options->dir, &(struct error){ 0 }))
		imported = store->imported;
	written = record_set_state(store, record_last(store), imported);
	if (!result && written)
		result = record_fail(error, session->device.path, written);
	return result;
}
