// SPDX-License-Identifier: GPL-2.0-only
/* list, show, export: what is recorded. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "saveoops/record/record_fail.h"
#include "util_lib/file.h"
#include "print.h"
#include "verbs.h"

uint64_t count_records(const struct record_store *store, uint64_t after)
{
	const struct record *record;
	uint64_t n = 0;

	for (; (record = record_after(store, after)); after = record->sequence)
		n++;
	return n;
}

static void list_line(const struct record_store *store, const struct record *record,
		      const struct facts *facts)
{
	char time[32], release[64], stage[32], reason[128];

	printf("%6" PRIu64 " %-8s %-20s %-24s %-10s %9" PRIu64 " %s\n", record->sequence,
	       record->sequence > store->imported ? "new" : "imported", facts_time(facts, time),
	       facts_get(facts, "release", release, sizeof(release)),
	       facts_get(facts, "stage", stage, sizeof(stage)), record->text_size,
	       facts_get(facts, "reason", reason, sizeof(reason)));
}

static void list_json(const struct record_store *store, const struct record *record,
		      const struct facts *facts, const char *comma)
{
	printf("%s\n  {\"sequence\": %" PRIu64 ", \"imported\": %s, \"text_size\": %" PRIu64
	       ", \"facts\": ",
	       comma, record->sequence, record->sequence <= store->imported ? "true" : "false",
	       record->text_size);
	print_json_facts(stdout, facts);
	printf("}");
}

static void list_damage(const struct record_store *store)
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
			list_json(store, record, &facts, comma);
		else
			list_line(store, record, &facts);
		comma = ",";
	}
	if (json)
		printf("\n]\n");
	else
		list_damage(store);
	return 0;
}

/* The one that is meant, found sound. */
static const struct record *choose(struct session *session, struct error *error)
{
	uint64_t sequence = session->options->sequence;
	const char *path = session->device.path;
	const struct record *record;
	int result;

	record = sequence ? record_find(session->store, sequence) :
			    record_before(session->store, UINT64_MAX);
	if (!record && sequence)
		fail(error, "%s: there is no record %" PRIu64 " (see saveoops list)", path,
		     sequence);
	else if (!record)
		fail(error, "%s: there is no record", path);
	if (!record || session->options->force)
		return record;
	result = record_verify(session->store, record);
	if (!result)
		return record;
	if (result == -RECORD_ERR_DAMAGED)
		fail(error,
		     "%s: record %" PRIu64
		     " is damaged: its digest is wrong (--force takes it as it is)",
		     path, record->sequence);
	else
		record_fail(error, path, result);
	return NULL;
}

static int print_record(FILE *out, struct session *session, const struct record *record,
			enum print_how how, struct error *error)
{
	struct facts facts;
	int result;

	if (!session->options->text) {
		if (facts_read(&facts, session->store, record, session->device.path, error))
			return -1;
		if (how == PRINT_TERMINAL)
			print_plain(out, facts.text, record->facts_size);
		else
			fwrite(facts.text, 1, record->facts_size, out);
		putc('\n', out);
	}
	result = print_text(out, session->store, record, how);
	return result ? record_fail(error, session->device.path, result) : 0;
}

static int print_record_json(struct session *session, const struct record *record,
			     struct error *error)
{
	struct facts facts;
	int result;

	if (facts_read(&facts, session->store, record, session->device.path, error))
		return -1;
	printf("{\"sequence\": %" PRIu64 ", \"text_size\": %" PRIu64 ", \"facts\": ",
	       record->sequence, record->text_size);
	print_json_facts(stdout, &facts);
	printf(", \"text\": \"");
	result = print_text(stdout, session->store, record, PRINT_JSON);
	printf("\"}\n");
	return result ? record_fail(error, session->device.path, result) : 0;
}

int verb_show(struct session *session, struct error *error)
{
	const struct record *record = choose(session, error);

	if (!record)
		return -1;
	if (session->options->json)
		return print_record_json(session, record, error);
	return print_record(stdout, session, record,
			    isatty(STDOUT_FILENO) ? PRINT_TERMINAL : PRINT_RAW, error);
}

static int write_record(struct output *output, struct session *session, const struct record *record,
			struct error *error)
{
	int fd = dup(output->fd), result;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		return fail_errno(error, "%s: cannot be written", output->path);
	result = print_record(out, session, record, PRINT_RAW, error);
	if (!result && (fflush(out) || ferror(out) || fsync(fd)))
		result = fail_errno(error, "%s: cannot be written", output->path);
	fclose(out);
	return result;
}

int save_record(struct session *session, const struct record *record, const char *path,
		struct error *error)
{
	struct output output;

	if (output_open(&output, path, error))
		return -1;
	if (!write_record(&output, session, record, error))
		return output_commit(&output, error);
	output_abandon(&output);
	return -1;
}

int verb_export(struct session *session, struct error *error)
{
	const struct record *record = choose(session, error);
	const char *file = session->options->file;

	if (file_is_same(file, session->device.path))
		return fail(error, "%s: is what holds the records (another file was expected)",
			    file);
	if (!record || save_record(session, record, file, error))
		return -1;
	if (session->options->json) {
		printf("{\"sequence\": %" PRIu64 ", \"file\": ", record->sequence);
		print_json_string(stdout, file);
		printf("}\n");
	} else {
		printf("%s: record %" PRIu64 " of %s\n", file, record->sequence,
		       session->device.path);
	}
	return 0;
}
