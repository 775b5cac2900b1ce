/* SPDX-License-Identifier: GPL-2.0-only */
/* The parameters of a kernel command line, separated as the kernel's next_arg() separates them. */
#ifndef UTIL_LIB_COMMAND_LINE_H
#define UTIL_LIB_COMMAND_LINE_H

#include <stdbool.h>

#include "error.h"

/**
 * command_line_has() - look for a parameter
 * @line: command line to search
 * @name: name of the parameter, without "="
 *
 * Return: true if the parameter is there, with or without a value.  Parameters after "--" are
 * init's, and are not searched.
 */
bool command_line_has(const char *line, const char *name);

/**
 * command_line_remove() - remove every occurrence of a parameter
 * @line: command line to change
 * @name: name of the parameter, without "="
 *
 * The value, if any, is removed, too, even if it has quoted spaces.  Parameters after "--" are
 * init's, and stay.
 */
void command_line_remove(char *line, const char *name);

/**
 * command_line_add() - add parameters for the kernel
 * @line: command line, or NULL; freed, also on failure
 * @parameters: parameters to add, separated by spaces; NULL or empty to add none
 * @error: filled on failure
 *
 * The parameters are added at the end or, if there is a "--", before it, because those after it are
 * init's.
 *
 * Return: the new command line, freed by free(); or NULL with @error filled.
 */
char *command_line_add(char *line, const char *parameters, struct error *error);

#endif
