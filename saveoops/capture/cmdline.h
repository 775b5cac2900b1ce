/* SPDX-License-Identifier: GPL-2.0-only */
/* The parameters saveoops.* of the capture kernel's command line. */
#ifndef SAVEOOPS_CAPTURE_CMDLINE_H
#define SAVEOOPS_CAPTURE_CMDLINE_H

#include "guard.h"

/* The end of a capture: the values of saveoops.then=. */
enum cmdline_then {
	THEN_REBOOT,
	THEN_POWEROFF,
	THEN_HALT,
	THEN_SHELL,
};

/* Default and maximum of saveoops.wait=, in seconds. */
#define WAIT_DEFAULT 15u
#define WAIT_MAX     3600u

/**
 * struct cmdline - values of the parameters
 * @dev: saveoops.dev=, or NULL
 * @wait: saveoops.wait=: seconds to wait for a device
 * @captures: saveoops.captures=: captures without a clean boot; 0 means unlimited
 * @vmcore: saveoops.vmcore=, or NULL
 * @then: saveoops.then=
 * @bad: last parameter that is unknown or has an invalid value, or NULL
 */
struct cmdline {
	const char *dev;
	unsigned int wait;
	unsigned int captures;
	const char *vmcore;
	enum cmdline_then then;
	const char *bad;
};

/**
 * cmdline_parse() - parse the kernel's command line
 * @cmdline: to be filled; points into @text
 * @text: contents of /proc/cmdline; split in place, and its double quotes are removed
 *
 * The last occurrence of a parameter counts.  Invalid ones are ignored, except for @cmdline->bad.
 */
void cmdline_parse(struct cmdline *cmdline, char *text);

#endif
