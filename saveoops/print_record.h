/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing a record: facts, an empty line, text. */
#ifndef SAVEOOPS_PRINT_RECORD_H
#define SAVEOOPS_PRINT_RECORD_H

#include "session.h"

/**
 * print_record() - print a record on standard output
 * @session: session with an open store
 * @record: record of the store
 * @error: filled on failure
 *
 * On a terminal, a byte other than printable ASCII, newline and tab is printed as "?".
 *
 * Return: 0, or -1 with @error filled.
 */
int print_record(struct session *session, const struct record *record, struct error *error);

/**
 * print_record_json() - print a record on standard output as a JSON object
 * @session: session with an open store
 * @record: record of the store
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int print_record_json(struct session *session, const struct record *record, struct error *error);

/**
 * save_record() - write a record to a file, as a whole or not at all
 * @session: session with an open store
 * @record: record of the store
 * @path: name of the file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int save_record(struct session *session, const struct record *record, const char *path,
		struct error *error);

#endif
