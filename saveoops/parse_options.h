/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_PARSE_OPTIONS_H
#define SAVEOOPS_PARSE_OPTIONS_H

#include "util_lib/error.h"

#include "saveoops_options.h"

/**
 * saveoops_options_parse() - parse the command line
 * @options: to be filled; points into @argv; the caller frees it, also after a failure
 * @argc: number of arguments
 * @argv: arguments of main(); getopt_long() reorders them
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int saveoops_options_parse(struct saveoops_options *options, int argc, char **argv,
			   struct error *error);

/**
 * saveoops_options_free() - free the lists
 * @options: parsed options; empty afterwards
 */
void saveoops_options_free(struct saveoops_options *options);

#endif
