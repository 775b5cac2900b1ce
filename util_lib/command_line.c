// SPDX-License-Identifier: GPL-2.0-only
#include "command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The characters of the kernel's isspace() other than 0xa0, which is a space in ISO 8859-1 but may
 * be a part of a letter in UTF-8.
 */
#define SPACES " \t\n\v\f\r"

/*
 * Finds the end of a parameter as the kernel's next_arg() does: at white space outside of quotes.
 * @quoted: set to true if the last quote has no end; may be NULL
 *
 * Return: the parameter's length in bytes.
 */
static size_t measure_parameter(const char *text, bool *quoted)
{
	bool inside = false;
	size_t n;

	for (n = 0; text[n]; n++) {
		if (text[n] == '"')
			inside = !inside;
		if (strchr(SPACES, text[n]) && !inside)
			break;
	}
	if (quoted)
		*quoted = inside;
	return n;
}

static bool is_separator(const char *parameter, size_t length)
{
	return length == 2 && !strncmp(parameter, "--", 2);
}

/* The separator and all parameters after it are init's, and are skipped as one. */
static size_t parameter_length(const char *parameter)
{
	size_t n = measure_parameter(parameter, NULL);

	return is_separator(parameter, n) ? strlen(parameter) : n;
}

static bool is_parameter_named(const char *parameter, size_t length, const char *name)
{
	size_t n = strlen(name);

	return length >= n && !strncmp(parameter, name, n) && (length == n || parameter[n] == '=');
}

bool command_line_has(const char *line, const char *name)
{
	size_t length;

	for (; *(line += strspn(line, SPACES)); line += length) {
		length = parameter_length(line);
		if (is_parameter_named(line, length, name))
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
		if (!is_parameter_named(from, length, name)) {
			if (to != line)
				*to++ = ' ';
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = '\0';
}

/*
 * Finds the part of a command line that is the kernel's: up to the "--" or the end.
 * @quoted: set to true if the last quote in that part has no end
 *
 * Return: the length of that part in bytes.
 */
static size_t measure_kernel_part(const char *line, bool *quoted)
{
	const char *parameter;
	size_t length;

	*quoted = false;
	for (parameter = line; *(parameter += strspn(parameter, SPACES)); parameter += length) {
		length = measure_parameter(parameter, quoted);
		if (is_separator(parameter, length))
			return parameter - line;
	}
	return strlen(line);
}

/* Return: a new string, or NULL with @error filled. */
static char *join_parameters(const char *line, const char *added, struct error *error)
{
	bool quoted;
	size_t length = measure_kernel_part(line, &quoted);
	const char *rest = line + length;
	char *joined;

	/* The added parameters would become a part of the quoted text. */
	if (*added && quoted) {
		fail(error,
		     "the command line: has a quote without an end (nothing can be added after it)");
		return NULL;
	}
	/* A space already precedes "--". */
	if (asprintf(&joined, "%.*s%s%s%s%s", (int)length, line,
		     *line && *added && !*rest ? " " : "", added, *rest && *added ? " " : "",
		     rest) < 0) {
		fail(error, "the command line: out of memory");
		return NULL;
	}
	return joined;
}

char *command_line_add(char *line, const char *parameters, struct error *error)
{
	char *joined = join_parameters(line ? line : "", parameters ? parameters : "", error);

	free(line);
	return joined;
}
