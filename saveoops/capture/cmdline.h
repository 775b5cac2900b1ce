/* SPDX-License-Identifier: GPL-2.0-only */
/* What the capture kernel's command line asks of saveoops. */
#ifndef SAVEOOPS_CAPTURE_CMDLINE_H
#define SAVEOOPS_CAPTURE_CMDLINE_H

#include "guard.h"

/* How the capture ends. */
enum then {
	THEN_REBOOT,
	THEN_POWEROFF,
	THEN_HALT,
	THEN_SHELL,
};

/* Seconds: what a slow device gets if nothing else is said, and the most that may be said. */
#define WAIT_DEFAULT 15u
#define WAIT_MAX     3600u

/**
 * struct cmdline - the words that begin with "saveoops."
 * @dev: what saveoops.dev= says, or NULL
 * @wait: seconds that the partition has for turning up
 * @captures: how many without a clean boot, GUARD_LIMIT_MAX at most; 0: any number
 * @vmcore: what saveoops.vmcore= says, or NULL
 * @then: what to do in the end
 * @bad: the last word that wasn't understood, or NULL
 */
struct cmdline {
	const char *dev;
	unsigned int wait;
	unsigned int captures;
	const char *vmcore;
	enum then then;
	const char *bad;
};

/**
 * cmdline_parse() - read the kernel's command line
 * @cmdline: to be filled; points into @text
 * @text: as /proc/cmdline has it; is cut into words, and its double quotes go
 *
 * Of a word that is there twice the last counts; one that isn't understood doesn't.
 */
void cmdline_parse(struct cmdline *cmdline, char *text);

#endif
