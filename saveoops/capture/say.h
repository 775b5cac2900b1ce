/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_CAPTURE_SAY_H
#define SAVEOOPS_CAPTURE_SAY_H

#include <stdbool.h>

/**
 * say() - a line on all consoles, "saveoops: " before it
 * @format: as for printf, without a newline
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * write_to() - write into a file that is there
 * @name: its name
 * @text: in one write()
 *
 * Return: false if it couldn't be.
 */
bool write_to(const char *name, const char *text);

#endif
