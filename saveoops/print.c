// SPDX-License-Identifier: GPL-2.0-only
#include "saveoops/record/record_fail.h"
#include "print.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int facts_read(struct facts *facts, struct record_store *store, const struct record *record,
	       const char *path, struct error *error)
{
	int result = record_read(store, record, 0, facts->text, record->facts_size);

	facts->text[record->facts_size] = 0;
	return result ? record_fail(error, path, result) : 0;
}

static const char *find_fact(const struct facts *facts, const char *key)
{
	size_t length = strlen(key);
	const char *line = facts->text;

	while (line) {
		if (!strncmp(line, key, length) && line[length] == '=')
			return line + length + 1;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

const char *facts_get(const struct facts *facts, const char *key, char *value, size_t size)
{
	const char *found = find_fact(facts, key);
	size_t i;

	if (!found || !*found || *found == '\n')
		found = "-";
	for (i = 0; i + 1 < size && found[i] && found[i] != '\n'; i++)
		value[i] = iscntrl((unsigned char)found[i]) ? '?' : found[i];
	value[i] = 0;
	return value;
}

const char *facts_time(const struct facts *facts, char *text)
{
	const char *found = find_fact(facts, "time");
	time_t when = found ? strtoll(found, NULL, 10) : 0;
	struct tm tm;

	if (when <= 0 || !gmtime_r(&when, &tm) || !strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(text, "-");
	return text;
}

void print_json_bytes(FILE *out, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (; size; size--, p++) {
		if (*p == '\n')
			fputs("\\n", out);
		else if (*p == '"' || *p == '\\')
			fprintf(out, "\\%c", *p);
		else if (*p < 0x20 || *p >= 0x7f)
			fprintf(out, "\\u%04x", *p);
		else
			putc(*p, out);
	}
}

void print_json_string(FILE *out, const char *text)
{
	putc('"', out);
	print_json_bytes(out, text, strlen(text));
	putc('"', out);
}

/* Lines without a '=' are no facts; the library takes any lines. */
void print_json_facts(FILE *out, const struct facts *facts)
{
	const char *line = facts->text, *end, *equals, *comma = "";

	putc('{', out);
	for (; (end = strchr(line, '\n')); line = end + 1) {
		equals = memchr(line, '=', end - line);
		if (!equals)
			continue;
		fprintf(out, "%s\"", comma);
		print_json_bytes(out, line, equals - line);
		fputs("\": \"", out);
		print_json_bytes(out, equals + 1, end - equals - 1);
		putc('"', out);
		comma = ", ";
	}
	putc('}', out);
}

void print_plain(FILE *out, const void *data, size_t size)
{
	const unsigned char *p = data;

	for (; size; size--, p++)
		putc(iscntrl(*p) && *p != '\n' && *p != '\t' ? '?' : *p, out);
}

static void print_piece(FILE *out, const void *data, size_t size, enum print_how how)
{
	if (how == PRINT_JSON)
		print_json_bytes(out, data, size);
	else if (how == PRINT_TERMINAL)
		print_plain(out, data, size);
	else
		fwrite(data, 1, size, out);
}

int print_text(FILE *out, struct record_store *store, const struct record *record,
	       enum print_how how)
{
	uint64_t position = record->facts_size, end = position + record->text_size, n;
	static uint8_t piece[16 * RECORD_BLOCK];
	int result;

	for (; position < end; position += n) {
		n = end - position < sizeof(piece) ? end - position : sizeof(piece);
		result = record_read(store, record, position, piece, n);
		if (result)
			return result;
		print_piece(out, piece, n, how);
	}
	return 0;
}
