/* SPDX-License-Identifier: GPL-2.0-only */
/* The facts of a record: lines of key=value. */
#ifndef SAVEOOPS_FACTS_H
#define SAVEOOPS_FACTS_H

#include <stdbool.h>

#include "saveoops/record/record.h"
#include "util_lib/error.h"

#define FACTS_TIME_SIZE 32

/**
 * struct facts - facts of a record
 * @text: recorded lines, terminated by a 0
 */
struct facts {
	char text[RECORD_FACTS_MAX + 1];
};

/**
 * facts_read() - read the facts of a record
 * @facts: to be filled
 * @store: open store
 * @record: record of @store
 * @path: name of the device, for @error
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int facts_read(struct facts *facts, struct record_store *store, const struct record *record,
	       const char *path, struct error *error);

/**
 * facts_get() - get the value of a fact for a terminal
 * @facts: facts
 * @key: key of the fact
 * @value: to be filled; "-" if there is no such fact; control characters are replaced by "?"
 * @size: size of @value
 *
 * Return: @value.
 */
const char *facts_get(const struct facts *facts, const char *key, char *value, size_t size);

/**
 * facts_get_time() - get the time of the crash
 * @facts: facts
 * @text: FACTS_TIME_SIZE bytes to be filled with the time in UTC; "-" if there is no such fact
 *
 * Return: @text.
 */
const char *facts_get_time(const struct facts *facts, char *text);

/**
 * facts_describe() - describe a crash in one line
 * @facts: facts
 * @line: to be filled: release, stage, reason and time
 * @size: size of @line
 *
 * Return: @line.
 */
const char *facts_describe(const struct facts *facts, char *line, size_t size);

/**
 * facts_print_json() - print the facts as a JSON object
 * @facts: facts
 */
void facts_print_json(const struct facts *facts);

#endif
