/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel's command line: its words, as the kernel's next_arg() separates them. */
#ifndef UTIL_LIB_COMMAND_LINE_H
#define UTIL_LIB_COMMAND_LINE_H

#include <stdbool.h>

#include "error.h"

/**
 * command_line_has() - is a parameter there?
 * @line: to be searched
 * @name: of the parameter, without =; it may have a value or none
 *
 * What follows "--" is for init, and doesn't count.
 */
bool command_line_has(const char *line, const char *name);

/**
 * command_line_remove() - take a parameter out, wherever it is
 * @line: to be changed
 * @name: of the parameter, without =; it may have a value or none
 *
 * A value may have spaces in quotes.  What follows "--" is for init, and stays.
 */
void command_line_remove(char *line, const char *name);

/**
 * command_line_add() - more words for the kernel
 * @line: may be NULL; freed
 * @words: to be added; may be NULL or empty
 * @error: filled on failure
 *
 * They come last, but in front of "--", behind which they would be init's.
 *
 * Return: to be freed, or NULL.
 */
char *command_line_add(char *line, const char *words, struct error *error);

#endif
