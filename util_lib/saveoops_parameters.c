// SPDX-License-Identifier: GPL-2.0-only
#include "saveoops_parameters.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"
#include "skip_prefix.h"

static const char *const then_names[] = {
	[THEN_REBOOT] = "reboot",
	[THEN_POWEROFF] = "poweroff",
	[THEN_HALT] = "halt",
	[THEN_SHELL] = "shell",
};

static int parse_then(const char *value, enum saveoops_then *then)
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

/* @parameter has no "saveoops." prefix. */
static int parse_parameter(struct saveoops_parameters *parameters, const char *parameter)
{
	const char *value;

	if ((value = skip_prefix(parameter, "dev=")))
		return parse_device_name(value, &parameters->dev);
	if ((value = skip_prefix(parameter, "wait=")))
		return parse_limited_number(value, WAIT_MAX, &parameters->wait);
	if ((value = skip_prefix(parameter, "captures=")))
		return parse_limited_number(value, CAPTURES_MAX, &parameters->captures);
	if ((value = skip_prefix(parameter, "vmcore=")))
		return parse_device_name(value, &parameters->vmcore);
	if ((value = skip_prefix(parameter, "then=")))
		return parse_then(value, &parameters->then);
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

void saveoops_parameters_parse(struct saveoops_parameters *parameters, char *text)
{
	const char *parameter, *own;

	*parameters =
		(struct saveoops_parameters){ .wait = WAIT_DEFAULT, .captures = CAPTURES_DEFAULT };
	while ((parameter = next_parameter(&text))) {
		own = skip_prefix(parameter, "saveoops.");
		if (own && parse_parameter(parameters, own))
			parameters->bad = parameter;
	}
}

static const char *expected_value(const char *parameter)
{
	static const struct {
		const char *prefix;
		const char *expected;
	} values[] = {
		{ "saveoops.wait=", "seconds, at most 3600" },
		{ "saveoops.captures=", "a number, at most 20" },
		{ "saveoops.then=", "reboot, poweroff, halt or shell" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (skip_prefix(parameter, values[i].prefix))
			return values[i].expected;
	return "saveoops.dev=, .wait=, .captures=, .vmcore= or .then=";
}

static int check_parameters(const struct saveoops_parameters *parameters, struct error *error)
{
	if (parameters->bad)
		return fail(error, "%s: is not understood (%s was expected)", parameters->bad,
			    expected_value(parameters->bad));
	if (saveoops_check_dev(parameters->dev, error))
		return -1;
	return saveoops_check_vmcore(parameters->vmcore, error);
}

int saveoops_parameters_check(const char *line, struct error *error)
{
	struct saveoops_parameters parameters;
	char *text = strdup(line);
	int result;

	if (!text)
		return fail(error, "the command line: out of memory");
	saveoops_parameters_parse(&parameters, text);
	result = check_parameters(&parameters, error);
	free(text);
	return result;
}

int saveoops_check_dev(const char *dev, struct error *error)
{
	static const char *const prefixes[] = { "PARTUUID=", "PARTLABEL=", "UUID=", "/dev/" };
	size_t i;

	for (i = 0; dev && i < ARRAY_SIZE(prefixes); i++)
		if (skip_prefix(dev, prefixes[i]))
			return 0;
	if (!dev)
		return 0;
	return fail(
		error,
		"saveoops.dev=%s: is not understood (PARTUUID=, PARTLABEL=, UUID= or /dev/... was expected)",
		dev);
}

int saveoops_check_vmcore(const char *vmcore, struct error *error)
{
	if (!vmcore || skip_prefix(vmcore, "PARTUUID=") || skip_prefix(vmcore, "PARTLABEL=") ||
	    skip_prefix(vmcore, "/dev/"))
		return 0;
	return fail(
		error,
		"saveoops.vmcore=%s: is not understood (PARTUUID=, PARTLABEL= or /dev/... was expected)",
		vmcore);
}
