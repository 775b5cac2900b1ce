// SPDX-License-Identifier: GPL-2.0-only
#include "vmcoreinfo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Upper bound of the size of a structure; those that are looked up are much smaller. */
#define STRUCTURE_MAX 0x10000u

/* Return: the text that follows @key, which begins a line; or NULL. */
static const char *find_line_value(const char *text, const char *key, size_t length)
{
	const char *line = text;

	while (line) {
		if (!strncmp(line, key, length))
			return line + length;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return NULL;
}

/* strtoull() alone would accept blanks, signs and 0x, too. */
static int parse_line_number(const char *text, int base, uint64_t *value)
{
	bool negative = *text == '-' && base == 10;
	size_t digits = strspn(text + negative, base == 10 ? "0123456789" : "0123456789abcdef");
	char end = text[negative + digits];
	uint64_t number;

	if (!digits || (end && end != '\n'))
		return -1;
	errno = 0;
	number = strtoull(text + negative, NULL, base);
	if (errno)
		return -1;
	*value = negative ? -number : number;
	return 0;
}

int vmcoreinfo_get(const struct vmcoreinfo *info, const char *kind, const char *name,
		   uint64_t *value)
{
	char key[80];
	int length = snprintf(key, sizeof(key), "%s(%s)=", kind, name);
	const char *text = find_line_value(info->text, key, length);

	return text ? parse_line_number(text, strcmp(kind, "SYMBOL") ? 10 : 16, value) : -1;
}

static bool is_structure_number(const char *kind)
{
	return !strcmp(kind, "OFFSET") || !strcmp(kind, "SIZE");
}

int vmcoreinfo_get_all(const struct vmcoreinfo *info, const struct vmcoreinfo_want *wants,
		       size_t count, struct error *error)
{
	const struct vmcoreinfo_want *want;

	for (want = wants; want < wants + count; want++) {
		if (vmcoreinfo_get(info, want->kind, want->name, want->value))
			return fail(
				error,
				"%s: its VMCOREINFO has no %s(%s), or its value is not a number",
				info->path, want->kind, want->name);
		if (is_structure_number(want->kind) && *want->value >= STRUCTURE_MAX)
			return fail(error,
				    "%s: its VMCOREINFO has %s(%s)=%" PRIu64
				    " (less than 65536 was expected)",
				    info->path, want->kind, want->name, *want->value);
	}
	return 0;
}
