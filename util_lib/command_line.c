// SPDX-License-Identifier: GPL-2.0-only
#include "command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's isspace(), but Latin-1's 0xa0: that may be a part of a letter in UTF-8. */
#define SPACES " \t\n\v\f\r"

/* As the kernel's next_arg() cuts them. */
static size_t word_length(const char *word)
{
	bool quoted = false;
	size_t n;

	for (n = 0; word[n]; n++) {
		if (word[n] == '"')
			quoted = !quoted;
		if (strchr(SPACES, word[n]) && !quoted)
			break;
	}
	return n;
}

static bool is_end(const char *word, size_t length)
{
	return length == 2 && !strncmp(word, "--", 2);
}

/* What follows "--" is for init: one word, to us. */
static size_t parameter_length(const char *word)
{
	size_t n = word_length(word);

	return is_end(word, n) ? strlen(word) : n;
}

static bool is_named(const char *word, size_t length, const char *name)
{
	size_t n = strlen(name);

	return length >= n && !strncmp(word, name, n) && (length == n || word[n] == '=');
}

bool command_line_has(const char *line, const char *name)
{
	size_t length;

	for (; *(line += strspn(line, SPACES)); line += length) {
		length = parameter_length(line);
		if (is_named(line, length, name))
			return true;
	}
	return false;
}

void command_line_remove(char *line, const char *name)
{
	char *from = line, *to = line;
	size_t length;

	while (*(from += strspn(from, SPACES))) {
		length = parameter_length(from);
		if (!is_named(from, length, name)) {
			if (to != line)
				*to++ = ' ';
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = '\0';
}

/* Where its "--" is, or else its end. */
static size_t kernels_length(const char *line)
{
	const char *word;
	size_t length;

	for (word = line; *(word += strspn(word, SPACES)); word += length) {
		length = word_length(word);
		if (is_end(word, length))
			return word - line;
	}
	return strlen(line);
}

/* What is added there would belong to what is quoted. */
static bool ends_in_quotes(const char *line, size_t length)
{
	bool quoted = false;

	for (; length; length--, line++)
		quoted ^= *line == '"';
	return quoted;
}

char *command_line_add(char *line, const char *words, struct error *error)
{
	const char *first = line ? line : "", *added = words ? words : "";
	size_t length = kernels_length(first);
	const char *rest = first + length;
	char *all;

	if (*added && ends_in_quotes(first, length)) {
		fail(error,
		     "the command line: has a quote without an end, and more is to be added behind it");
		free(line);
		return NULL;
	}
	/* The space in front of "--" is there already. */
	if (asprintf(&all, "%.*s%s%s%s%s", (int)length, first,
		     *first && *added && !*rest ? " " : "", added, *rest && *added ? " " : "",
		     rest) < 0) {
		fail(error, "the command line: out of memory");
		all = NULL;
	}
	free(line);
	return all;
}
