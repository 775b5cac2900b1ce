/* SPDX-License-Identifier: GPL-2.0-only */
/* The host tool's command line. */
#ifndef SAVEOOPS_OPTIONS_H
#define SAVEOOPS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

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
	VERB_MKINITRD,
};

/**
 * struct options - what is to be done
 * @verb: this
 * @device: --device, format's DEVICE, or NULL
 * @sequence: the record's number; 0: the newest
 * @file: to export to, or the initramfs to make
 * @dir: to import to
 * @sector_size: of the device that a file formatted is for, or 0
 * @json: print for programs
 * @yes: don't ask
 * @force: go on where it would refuse
 * @text: leave out the facts
 * @modules: for mkinitrd, in the order given
 * @module_count: of them
 * @adds: the same, of files
 * @add_count: of them
 * @vmcore: for mkinitrd: with makedumpfile
 */
struct options {
	enum verb verb;
	const char *device;
	uint64_t sequence;
	const char *file;
	const char *dir;
	uint32_t sector_size;
	bool json, yes, force, text;
	const char **modules;
	size_t module_count;
	const char **adds;
	size_t add_count;
	bool vmcore;
};

/**
 * options_parse() - read the command line
 * @options: to be filled; points into @argv; to be given to options_free(), whatever came of it
 * @argc: as main() has it
 * @argv: the same; getopt_long() sorts it
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int options_parse(struct options *options, int argc, char **argv, struct error *error);

/**
 * options_free() - give back their memory
 * @options: as parsed
 */
void options_free(struct options *options);

#endif
