/* SPDX-License-Identifier: GPL-2.0-only */
/* Records as people and programs read them. */
#ifndef SAVEOOPS_PRINT_H
#define SAVEOOPS_PRINT_H

#include <stdio.h>

#include "device.h"
#include "saveoops/record/record.h"

/**
 * struct facts - a record's facts
 * @text: as they were recorded, and a 0
 */
struct facts {
	char text[RECORD_FACTS_MAX + 1];
};

/**
 * facts_read() - read them
 * @facts: to be filled
 * @store: open
 * @record: one of the store's
 * @path: of the device
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int facts_read(struct facts *facts, struct record_store *store, const struct record *record,
	       const char *path, struct error *error);

/**
 * facts_get() - one of them
 * @facts: as read
 * @key: its name
 * @value: to be filled; what would end the line or drive a terminal is '?', and
 *	what isn't there is "-"
 * @size: of @value
 *
 * Return: @value
 */
const char *facts_get(const struct facts *facts, const char *key, char *value, size_t size);

/**
 * facts_time() - when it was
 * @facts: as read
 * @text: at least 32 bytes; filled in UTC, "-" if the fact isn't there
 *
 * Return: @text
 */
const char *facts_time(const struct facts *facts, char *text);

/**
 * print_json_bytes() - a part of a JSON string, without its quotes
 * @out: to print to
 * @data: any bytes; what isn't ASCII is taken for Latin-1, as it's but bytes
 * @size: in bytes
 */
void print_json_bytes(FILE *out, const void *data, size_t size);

/**
 * print_json_string() - all of it
 * @out: to print to
 * @text: up to its 0
 */
void print_json_string(FILE *out, const char *text);

/**
 * print_json_facts() - as an object
 * @out: to print to
 * @facts: as read
 */
void print_json_facts(FILE *out, const struct facts *facts);

/* How print_text() prints. */
enum print_how {
	PRINT_RAW,
	PRINT_TERMINAL,
	PRINT_JSON
};

/**
 * print_text() - print a record's text, however large
 * @out: to print to
 * @store: open
 * @record: one of the store's
 * @how: byte by byte; with '?' for what would drive a terminal; or for a JSON string
 *
 * Return: 0 or what the device returned.
 */
int print_text(FILE *out, struct record_store *store, const struct record *record,
	       enum print_how how);

/**
 * print_plain() - text for a terminal
 * @out: to print to
 * @data: any bytes; control characters other than tab and newline are printed as '?'
 * @size: in bytes
 */
void print_plain(FILE *out, const void *data, size_t size);

#endif
