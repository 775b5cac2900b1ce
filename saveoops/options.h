/* SPDX-License-Identifier: GPL-2.0-only */
/* The host tool's command line. */
#ifndef SAVEOOPS_OPTIONS_H
#define SAVEOOPS_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "../kexec/error.h"

enum verb {
	VERB_HELP,
	VERB_VERSION,
	VERB_FORMAT,
	VERB_LIST,
	VERB_SHOW,
	VERB_EXPORT,
	VERB_CLEAR,
	VERB_CHECK,
	VERB_STATUS,
	VERB_MARK_CLEAN,
	VERB_IMPORT,
};

/**
 * struct options - what is to be done
 * @verb: this
 * @device: --device, format's DEVICE, or NULL
 * @sequence: the record's number; 0: the newest
 * @file: to export to
 * @dir: to import to
 * @json: print for programs
 * @yes: don't ask
 * @force: go on where it would refuse
 * @text: leave out the facts
 */
struct options {
	enum verb verb;
	const char *device;
	uint64_t sequence;
	const char *file;
	const char *dir;
	bool json, yes, force, text;
};

/**
 * options_parse() - read the command line
 * @options: to be filled; points into @argv
 * @argc: as main() has it
 * @argv: the same; getopt_long() sorts it
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int options_parse(struct options *options, int argc, char **argv, struct error *error);

#endif
