// SPDX-License-Identifier: GPL-2.0-only
#include "cmdline.h"

#include <stddef.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/skip_prefix.h"

static const char *const then_names[] = {
	[THEN_REBOOT] = "reboot",
	[THEN_POWEROFF] = "poweroff",
	[THEN_HALT] = "halt",
	[THEN_SHELL] = "shell",
};

static int parse_then(const char *value, enum cmdline_then *then)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(then_names); i++) {
		if (strcmp(value, then_names[i]))
			continue;
		*then = i;
		return 0;
	}
	return -1;
}

static int parse_limited_number(const char *value, unsigned int max, unsigned int *number)
{
	unsigned int n = 0;

	if (!*value)
		return -1;
	for (; *value; value++) {
		if (*value < '0' || *value > '9')
			return -1;
		n = n * 10 + (*value - '0');
		if (n > max)
			return -1;
	}
	*number = n;
	return 0;
}

static int parse_device_name(const char *value, const char **name)
{
	*name = *value ? value : NULL;
	return 0;
}

/* @parameter is without "saveoops.". */
static int parse_parameter(struct cmdline *cmdline, const char *parameter)
{
	const char *value;

	if ((value = skip_prefix(parameter, "dev=")))
		return parse_device_name(value, &cmdline->dev);
	if ((value = skip_prefix(parameter, "wait=")))
		return parse_limited_number(value, WAIT_MAX, &cmdline->wait);
	if ((value = skip_prefix(parameter, "captures=")))
		return parse_limited_number(value, GUARD_LIMIT_MAX, &cmdline->captures);
	if ((value = skip_prefix(parameter, "vmcore=")))
		return parse_device_name(value, &cmdline->vmcore);
	if ((value = skip_prefix(parameter, "then=")))
		return parse_then(value, &cmdline->then);
	return -1;
}

/* A space within double quotes does not end a parameter: next_arg() in lib/cmdline.c. */
static char *next_parameter(char **text)
{
	char *from = *text, *to, *parameter;
	bool quoted = false;

	while (*from && strchr(" \t\n", *from))
		from++;
	if (!*from)
		return NULL;
	for (parameter = to = from; *from && (quoted || !strchr(" \t\n", *from)); from++) {
		if (*from == '"')
			quoted = !quoted;
		else
			*to++ = *from;
	}
	*text = *from ? from + 1 : from;
	*to = '\0';
	return parameter;
}

void cmdline_parse(struct cmdline *cmdline, char *text)
{
	const char *parameter, *own;

	*cmdline = (struct cmdline){ .wait = WAIT_DEFAULT, .captures = GUARD_LIMIT };
	while ((parameter = next_parameter(&text))) {
		own = skip_prefix(parameter, "saveoops.");
		if (own && parse_parameter(cmdline, own))
			cmdline->bad = parameter;
	}
}
