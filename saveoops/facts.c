// SPDX-License-Identifier: GPL-2.0-only
#include "facts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "include/kexec_bake_oops.h"
#include "saveoops/record/record_fail.h"
#include "util_lib/print.h"

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

const char *facts_get_time(const struct facts *facts, char *text)
{
	const char *found = find_fact(facts, KEXEC_BAKE_FACT_TIME);
	time_t when = found ? strtoll(found, NULL, 10) : 0;
	struct tm tm;

	if (when <= 0 || !gmtime_r(&when, &tm) ||
	    !strftime(text, FACTS_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(text, "-");
	return text;
}

const char *facts_describe(const struct facts *facts, char *line, size_t size)
{
	char release[64], stage[32], reason[128], time[FACTS_TIME_SIZE];

	snprintf(line, size, "Linux %s crashed, stage %s, %s, time %s",
		 facts_get(facts, KEXEC_BAKE_FACT_RELEASE, release, sizeof(release)),
		 facts_get(facts, KEXEC_BAKE_FACT_STAGE, stage, sizeof(stage)),
		 facts_get(facts, KEXEC_BAKE_FACT_REASON, reason, sizeof(reason)),
		 facts_get_time(facts, time));
	return line;
}

/* The record library accepts lines without "=", which are not facts. */
void facts_print_json(const struct facts *facts)
{
	const char *line = facts->text, *end, *equals, *comma = "";

	putchar('{');
	for (; (end = strchr(line, '\n')); line = end + 1) {
		equals = memchr(line, '=', end - line);
		if (!equals)
			continue;
		printf("%s\"", comma);
		print_json_bytes(line, equals - line);
		printf("\": \"");
		print_json_bytes(equals + 1, end - equals - 1);
		putchar('"');
		comma = ", ";
	}
	putchar('}');
}
