// SPDX-License-Identifier: GPL-2.0-only
/* import: each record goes once into a directory and the system's log. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "print.h"
#include "saveoops/record/record_fail.h"
#include "saveoops/record/uuid.h"
#include "verbs.h"

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

/* The files' names are durable, too, before the partition says that they are there. */
static int sync_directory(const char *dir, struct error *error)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 || fsync(fd) ? fail_errno(error, "%s: cannot be written", dir) : 0;

	if (fd >= 0)
		close(fd);
	return result;
}

static char *file_name(const struct session *session, const struct record *record)
{
	char uuid[UUID_TEXT_SIZE], *name;

	uuid_to_text(session->store->uuid, uuid);
	if (asprintf(&name, "%s/%s-%06" PRIu64 ".txt", session->options->dir, uuid,
		     record->sequence) < 0)
		return NULL;
	return name;
}

static void print_imported(const struct session *session, const struct record *record,
			   const struct facts *facts, const char *file, bool damaged)
{
	char release[64], stage[32], reason[128], time[32];

	facts_get(facts, "release", release, sizeof(release));
	facts_get(facts, "stage", stage, sizeof(stage));
	facts_get(facts, "reason", reason, sizeof(reason));
	facts_time(facts, time);
	syslog(LOG_ERR, "record %" PRIu64 ": Linux %s crashed, stage %s, %s, time %s: %s%s",
	       record->sequence, release, stage, reason, time, file,
	       damaged ? " (damaged: its digest is wrong)" : "");
	if (session->options->json)
		return;
	printf("record %" PRIu64 ": Linux %s crashed, stage %s, %s, time %s: %s%s\n",
	       record->sequence, release, stage, reason, time, file,
	       damaged ? " (damaged: its digest is wrong)" : "");
}

static void print_imported_json(const struct record *record, const char *file, bool damaged,
				const char *comma)
{
	printf("%s\n  {\"sequence\": %" PRIu64 ", \"damaged\": %s, \"file\": ", comma,
	       record->sequence, damaged ? "true" : "false");
	print_json_string(stdout, file);
	printf("}");
}

/* One that is there came from a run that was cut off, or from before the state was damaged. */
static int import_to(struct session *session, const struct record *record, const char *file,
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
	print_imported(session, record, &facts, file, damaged);
	if (session->options->json)
		print_imported_json(record, file, damaged, comma);
	return 0;
}

static int import_record(struct session *session, const struct record *record, const char *comma,
			 struct error *error)
{
	char *file = file_name(session, record);
	int result;

	if (!file)
		return fail(error, "%s: out of memory", session->options->dir);
	result = import_to(session, record, file, comma, error);
	free(file);
	return result;
}

/* Up to the first that fails; *@imported is the newest that did not. */
static int import_all(struct session *session, uint64_t *imported, struct error *error)
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
 * A boot that came this far is clean, whatever becomes of the import: a full
 * file system must not end the capturing.
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
	result = import_all(session, &imported, error);
	if (session->options->json)
		printf("\n]\n");
	if (result && sync_directory(session->options->dir, &(struct error){ 0 }))
		imported = store->imported;
	written = record_set_state(store, record_last(store), imported);
	if (!result && written)
		result = record_fail(error, session->device.path, written);
	return result;
}
