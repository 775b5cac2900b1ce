/* SPDX-License-Identifier: GPL-2.0-only */
/* The verbs and options of saveoops: parsing, checks and --help all follow these tables. */
#ifndef SAVEOOPS_VERB_TABLE_H
#define SAVEOOPS_VERB_TABLE_H

#include <stddef.h>

#include "util_lib/error.h"

#include "device.h"
#include "saveoops_options.h"

struct session;

/**
 * struct verb_info - a verb
 * @name: name on the command line
 * @arguments: arguments as --help shows them, or NULL
 * @min_arguments: number of mandatory arguments
 * @max_arguments: maximum number of arguments
 * @use: how the verb uses the device; DEVICE_NONE for a verb that needs none
 * @help: description in --help, lines separated by newlines
 * @run: carries out the verb and prints its result on standard output; returns 0, or -1 with @error
 *	filled
 */
struct verb_info {
	const char *name;
	const char *arguments;
	int min_arguments;
	int max_arguments;
	enum device_use use;
	const char *help;
	int (*run)(struct session *session, struct error *error);
};

/* The options of saveoops; the name struct option belongs to getopt_long(). */
enum option_id {
	OPTION_DEVICE,
	OPTION_JSON,
	OPTION_YES,
	OPTION_FORCE,
	OPTION_SECTOR_SIZE,
	OPTION_TEXT,
	OPTION_DIR,
	OPTION_MODULE,
	OPTION_ADD,
	OPTION_VMCORE,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_COUNT,
};

/* The type of the value at the offset of an option in struct saveoops_options. */
enum option_type {
	TYPE_FLAG,        /* bool */
	TYPE_STRING,      /* const char * */
	TYPE_LIST,        /* struct string_list */
	TYPE_SECTOR_SIZE, /* uint32_t */
	TYPE_ALONE,       /* bool; the option replaces the verb */
};

/**
 * struct option_info - an option
 * @name: long name
 * @letter: short name, or 0
 * @argument: argument as --help shows it, or NULL if there is none; a "[" starts an optional part
 * @verbs: bit mask of 1u << enum verb: the verbs that take the option
 * @type: type of the value
 * @offset: offset of the value in struct saveoops_options
 * @help: description in --help, lines separated by newlines
 */
struct option_info {
	const char *name;
	char letter;
	const char *argument;
	unsigned int verbs;
	enum option_type type;
	size_t offset;
	const char *help;
};

extern const struct verb_info verb_table[VERB_COUNT];
extern const struct option_info option_table[OPTION_COUNT];

/**
 * print_help() - print the text of --help
 */
void print_help(void);

#endif
