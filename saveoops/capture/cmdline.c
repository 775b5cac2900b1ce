// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "util_lib/align.h"

static const char *const ends[] = {
	[THEN_REBOOT] = "reboot",
	[THEN_POWEROFF] = "poweroff",
	[THEN_HALT] = "halt",
	[THEN_SHELL] = "shell",
};

static bool parse_then(const char *value, enum then *then)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		if (strcmp(value, ends[i]))
			continue;
		*then = i;
		return true;
	}
	return false;
}

static bool parse_number(const char *value, unsigned int most, unsigned int *number)
{
	unsigned int n = 0;

	if (!*value)
		return false;
	for (; *value; value++) {
		if (*value < '0' || *value > '9')
			return false;
		n = n * 10 + (*value - '0');
		if (n > most)
			return false;
	}
	*number = n;
	return true;
}

static const char *value_of(const char *word, const char *name)
{
	size_t size = strlen(name);

	return strncmp(word, name, size) ? NULL : word + size;
}

static bool parse_word(struct cmdline *cmdline, const char *word)
{
	const char *value;

	if ((value = value_of(word, "dev="))) {
		cmdline->dev = *value ? value : NULL;
		return true;
	}
	if ((value = value_of(word, "wait=")))
		return parse_number(value, WAIT_MAX, &cmdline->wait);
	if ((value = value_of(word, "captures=")))
		return parse_number(value, GUARD_LIMIT_MAX, &cmdline->captures);
	if ((value = value_of(word, "vmcore="))) {
		cmdline->vmcore = *value ? value : NULL;
		return true;
	}
	if ((value = value_of(word, "then=")))
		return parse_then(value, &cmdline->then);
	return false;
}

/* Like the kernel: a blank within double quotes ends no word.  NULL: no more words. */
static char *next_word(char **text)
{
	char *from = *text, *to, *word;
	bool quoted = false;

	while (*from && strchr(" \t\n", *from))
		from++;
	if (!*from)
		return NULL;
	for (word = to = from; *from && (quoted || !strchr(" \t\n", *from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*text = *from ? from + 1 : from;
	*to = '\0';
	return word;
}

void cmdline_parse(struct cmdline *cmdline, char *text)
{
	const char *word, *ours;

	*cmdline = (struct cmdline){ .wait = WAIT_DEFAULT, .captures = GUARD_LIMIT };
	while ((word = next_word(&text))) {
		ours = value_of(word, "saveoops.");
		if (ours && !parse_word(cmdline, ours))
			cmdline->bad = word;
	}
}
