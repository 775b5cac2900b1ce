/* SPDX-License-Identifier: GPL-2.0-only */
/* The command line: parsed once, into one struct. */
#ifndef KEXEC_OPTIONS_H
#define KEXEC_OPTIONS_H

#include <stdbool.h>

#include "../bake/bake.h"
#include "error.h"

enum mode {
	MODE_NONE,
	MODE_HELP,
	MODE_VERSION,
	MODE_BAKE,
	MODE_BAKE_INFO,
	MODE_BAKE_VERIFY,
	MODE_LOAD,
	MODE_LOAD_PANIC,
	MODE_UNLOAD,
	MODE_EXEC,
	MODE_FORCE,
	MODE_STATUS,
};

/**
 * struct options - what the user asked for
 * @mode: the one thing to do
 * @mode_name: the option that asked for it
 * @file: what --bake-info or --bake-verify is to look at; never NULL with them
 * @json: --json
 * @bake_option: name of the last option seen that goes with --bake only, without "--"
 * @bake: what to bake; its names point into argv
 */
struct options {
	enum mode mode;
	const char *mode_name;
	const char *file;
	bool json;
	const char *bake_option;
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
int options_parse(struct options *options, int argc, char **argv,
		  struct error *error);

/**
 * options_free() - give back their memory
 * @options: as parsed
 */
void options_free(struct options *options);

#endif
