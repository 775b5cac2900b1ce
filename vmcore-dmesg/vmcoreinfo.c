// SPDX-License-Identifier: GPL-2.0-only
#include "vmcoreinfo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No structure that is asked for comes near it. */
#define STRUCTURE_MAX 0x10000u

/* Behind the '=' of the line that begins with a key. */
static const char *find_line(const char *info, const char *key, size_t length)
{
	const char *line = info;

	while (line) {
		if (!strncmp(line, key, length))
			return line + length;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* strtoull() would take blanks, signs and 0x, too. */
static bool read_number(const char *text, int base, uint64_t *value)
{
	bool negative = *text == '-' && base == 10;
	size_t digits = strspn(text + negative, base == 10 ? "0123456789" : "0123456789abcdef");
	char end = text[negative + digits];

	if (!digits || (end && end != '\n'))
		return false;
	errno = 0;
	*value = strtoull(text + negative, NULL, base);
	if (negative)
		*value = -*value;
	return !errno;
}

bool info_get(const char *info, const char *kind, const char *name, uint64_t *value)
{
	char key[80];
	int length = snprintf(key, sizeof(key), "%s(%s)=", kind, name);
	const char *text = find_line(info, key, length);

	return text && read_number(text, strcmp(kind, "SYMBOL") ? 10 : 16, value);
}

static bool is_of_structure(const char *kind)
{
	return !strcmp(kind, "OFFSET") || !strcmp(kind, "SIZE");
}

int info_need(const struct dump *dump, const struct info_want *wants, size_t count,
	      struct error *error)
{
	const struct info_want *want;

	for (want = wants; want < wants + count; want++) {
		if (!info_get(dump->info, want->kind, want->name, want->value))
			return fail(error, "%s: its VMCOREINFO has no %s(%s), or no number there",
				    dump->source->path, want->kind, want->name);
		if (is_of_structure(want->kind) && *want->value >= STRUCTURE_MAX)
			return fail(error,
				    "%s: its VMCOREINFO has %s(%s)=%" PRIu64
				    " (less than 65536 was expected)",
				    dump->source->path, want->kind, want->name, *want->value);
	}
	return 0;
}
