/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line, parsed once and into one struct. */
#ifndef KEXEC_OPTIONS_H
#define KEXEC_OPTIONS_H

#include <stdbool.h>

#include "bake/bake.h"
#include "kexec/load/loader.h"
#include "util_lib/error.h"

#include "mode.h"
#include "running.h"

/* Limit of the number of options in the table; an index fits into an unsigned char. */
#define OPTIONS_MAX 96

/**
 * struct options - the user's request
 * @asked: MODE_*: all modes that options select
 * @mode: the one mode that they select together
 * @file: file that --bake-info or --bake-verify examines, never NULL in these modes; the file type
 *	that --help describes, or NULL
 * @seen: options that were given, in order and without repetitions, by their index in the table
 * @seen_count: number of entries in @seen
 * @leave: how to leave the running kernel
 * @load: what to load, and how; its strings point into argv
 * @bake: what to bake; the members that @load has, too, are copied from there
 */
struct options {
	uint32_t asked;
	enum mode mode;
	const char *file;
	unsigned char seen[OPTIONS_MAX];
	size_t seen_count;
	struct leave_request leave;
	struct load_request load;
	struct bake_request bake;
};

/**
 * options_parse() - parse the command line
 * @options: to be filled; options_free() releases it, on failure, too
 * @argc: argument of main()
 * @argv: argument of main()
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int options_parse(struct options *options, int argc, char **argv, struct error *error);

/**
 * options_free() - release the memory of parsed options
 * @options: as options_parse() left it
 */
void options_free(struct options *options);

#endif
