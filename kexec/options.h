/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: parsed once, into one struct. */
#ifndef KEXEC_OPTIONS_H
#define KEXEC_OPTIONS_H

#include <stdbool.h>

#include "bake/bake.h"
#include "util_lib/error.h"
#include "kexec/load/loader.h"
#include "mode.h"
#include "running.h"

/* Many more than there are. */
#define OPTIONS_MAX 96

/**
 * struct options - what the user asked for
 * @asked: MODE_*: all that ask for something to be done
 * @mode: the one thing to do
 * @file: what --bake-info or --bake-verify is to look at, never NULL with them;
 *	  the file type that --help is about, or NULL
 * @seen: options that were given, in order, by their index in options.c's table
 * @seen_count: of @seen
 * @ignored: options that are taken and have no meaning here
 * @leave: how to leave the running kernel
 * @load: what to load, and how; its names point into argv
 * @bake: what to bake; what it has in common with @load is filled from that
 */
struct options {
	uint32_t asked;
	enum mode mode;
	const char *file;
	unsigned char seen[OPTIONS_MAX];
	size_t seen_count;
	bool ignored;
	struct leave_request leave;
	struct load_request load;
	struct bake_request bake;
};

/**
 * options_parse() - read the command line
 * @options: to be filled; given back by options_free()
 * @argc: as main() got it
 * @argv: as main() got it
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
