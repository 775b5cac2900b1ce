/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parameters saveoops.* of the capture kernel's command line: doc/saveoops-capture.md.
 * saveoops reads them after a crash, and kexec --bake checks them in advance.
 */
#ifndef UTIL_LIB_SAVEOOPS_PARAMETERS_H
#define UTIL_LIB_SAVEOOPS_PARAMETERS_H

#include "error.h"

/* The end of a capture: the values of saveoops.then=. */
enum saveoops_then {
	THEN_REBOOT,
	THEN_POWEROFF,
	THEN_HALT,
	THEN_SHELL,
};

/* Default and maximum of saveoops.wait=, in seconds. */
#define WAIT_DEFAULT 15u
#define WAIT_MAX     3600u

/* Default and maximum of saveoops.captures=, less than the stop mark can count. */
#define CAPTURES_DEFAULT 3u
#define CAPTURES_MAX     20u

/**
 * struct saveoops_parameters - values of the parameters
 * @dev: saveoops.dev=, or NULL
 * @wait: saveoops.wait=: seconds to wait for a device
 * @captures: saveoops.captures=: captures without a clean boot; 0 means unlimited
 * @vmcore: saveoops.vmcore=, or NULL
 * @then: saveoops.then=
 * @bad: last parameter that is unknown or has an invalid value, or NULL
 */
struct saveoops_parameters {
	const char *dev;
	unsigned int wait;
	unsigned int captures;
	const char *vmcore;
	enum saveoops_then then;
	const char *bad;
};

/**
 * saveoops_parameters_parse() - parse the kernel's command line
 * @parameters: to be filled; points into @text
 * @text: contents of /proc/cmdline; split in place, and its double quotes are removed
 *
 * The last occurrence of a parameter counts.  Invalid ones are ignored, except for
 * @parameters->bad.
 */
void saveoops_parameters_parse(struct saveoops_parameters *parameters, char *text);

/**
 * saveoops_parameters_check() - check that all parameters on a command line are valid
 * @line: command line
 * @error: filled with the last invalid parameter, and with what was expected
 *
 * Return: 0, or -1 with @error filled.
 */
int saveoops_parameters_check(const char *line, struct error *error);

/**
 * saveoops_check_dev() - check the value of saveoops.dev=
 * @dev: value, or NULL
 * @error: filled if it names no device
 *
 * Return: 0, or -1 with @error filled.
 */
int saveoops_check_dev(const char *dev, struct error *error);

/**
 * saveoops_check_vmcore() - check the value of saveoops.vmcore=
 * @vmcore: value, with or without a directory, or NULL
 * @error: filled if it names no device
 *
 * Return: 0, or -1 with @error filled.
 */
int saveoops_check_vmcore(const char *vmcore, struct error *error);

#endif
