// SPDX-License-Identifier: GPL-2.0-only
#include "print_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "saveoops/record/record_fail.h"
#include "util_lib/file.h"
#include "util_lib/print.h"

#include "facts.h"

/* A function that writes a piece of a record; all but the raw form goes to standard output. */
typedef void print_piece(FILE *out, const void *data, size_t size);

static void print_raw_piece(FILE *out, const void *data, size_t size)
{
	fwrite(data, 1, size, out);
}

static void print_terminal_piece(FILE *out, const void *data, size_t size)
{
	(void)out;
	print_text_bytes(data, size);
}

static void print_json_piece(FILE *out, const void *data, size_t size)
{
	(void)out;
	print_json_bytes(data, size);
}

/* The text may be larger than memory, so it is read in pieces. */
static int print_record_text(FILE *out, struct session *session, const struct record *record,
			     print_piece *print, struct error *error)
{
	uint64_t position = record->facts_size, end = position + record->text_size, n;
	static uint8_t piece[16 * RECORD_BLOCK];
	int result;

	for (; position < end; position += n) {
		n = end - position < sizeof(piece) ? end - position : sizeof(piece);
		result = record_read(session->store, record, position, piece, n);
		if (result)
			return record_fail(error, session->device.path, result);
		print(out, piece, n);
	}
	return 0;
}

static int print_facts_and_text(FILE *out, struct session *session, const struct record *record,
				print_piece *print, struct error *error)
{
	struct facts facts;

	if (!session->options->text) {
		if (facts_read(&facts, session->store, record, session->device.path, error))
			return -1;
		print(out, facts.text, record->facts_size);
		putc('\n', out);
	}
	return print_record_text(out, session, record, print, error);
}

int print_record(struct session *session, const struct record *record, struct error *error)
{
	return print_facts_and_text(stdout, session, record,
				    isatty(STDOUT_FILENO) ? print_terminal_piece : print_raw_piece,
				    error);
}

int print_record_json(struct session *session, const struct record *record, struct error *error)
{
	struct facts facts;
	int result;

	if (facts_read(&facts, session->store, record, session->device.path, error))
		return -1;
	printf("{\"sequence\": %" PRIu64 ", \"text_size\": %" PRIu64 ", \"facts\": ",
	       record->sequence, record->text_size);
	facts_print_json(&facts);
	printf(", \"text\": \"");
	result = print_record_text(stdout, session, record, print_json_piece, error);
	printf("\"}\n");
	return result;
}

static int write_record(struct output *output, struct session *session, const struct record *record,
			struct error *error)
{
	int fd = dup(output->fd), result;
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out)
		return fail_errno(error, "%s: cannot be written", output->path);
	result = print_facts_and_text(out, session, record, print_raw_piece, error);
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
