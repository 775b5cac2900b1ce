// SPDX-License-Identifier: GPL-2.0-only
#include "parse_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "saveoops/record/record.h"

#include "verb_table.h"

#define DEFAULT_DIRECTORY "/var/lib/saveoops"

/* getopt_long() returns LONG_OPTION + i for option_table[i], a value that no letter has. */
#define LONG_OPTION 0x100

/* The tables of getopt_long(). */
struct getopt_tables {
	struct option long_options[OPTION_COUNT + 1];
	char letters[OPTION_COUNT + 2];
};

/* A leading ":" makes getopt_long() tell a missing argument from an unknown option. */
static void fill_getopt_tables(struct getopt_tables *tables)
{
	char *letter = tables->letters;
	int i;

	*tables = (struct getopt_tables){ 0 };
	*letter++ = ':';
	for (i = 0; i < OPTION_COUNT; i++) {
		tables->long_options[i] = (struct option){
			.name = option_table[i].name,
			.has_arg = option_table[i].argument ? required_argument : no_argument,
			.val = LONG_OPTION + i,
		};
		if (option_table[i].letter)
			*letter++ = option_table[i].letter;
	}
}

/* Return: the index in option_table of the option that getopt_long() returned. */
static int find_option(int value)
{
	int i = 0;

	if (value >= LONG_OPTION)
		return value - LONG_OPTION;
	while (option_table[i].letter != value)
		i++;
	return i;
}

/* getopt_long(3): optopt is the option, or 0 if a long option is unknown. */
static int fail_option(char **argv, int value, struct error *error)
{
	if (value == ':')
		return fail(error, "%s: an argument was expected", argv[optind - 1]);
	if (optopt >= LONG_OPTION)
		return fail(error, "--%s: takes no argument (see saveoops --help)",
			    option_table[optopt - LONG_OPTION].name);
	if (optopt)
		return fail(error, "-%c: is not a known option (see saveoops --help)", optopt);
	return fail(error, "%s: is not a known option (see saveoops --help)", argv[optind - 1]);
}

static int parse_sector_size(const char *text, uint32_t *sector_size, struct error *error)
{
	if (!strcmp(text, "512"))
		*sector_size = 512;
	else if (!strcmp(text, "4096"))
		*sector_size = 4096;
	else
		return fail(error,
			    "--sector-size=%s: is not a sector size (512 or 4096 was expected)",
			    text);
	return 0;
}

static int store_option(struct saveoops_options *options, const struct option_info *option,
			const char *argument, struct error *error)
{
	void *value = (char *)options + option->offset;
	struct string_list *list = value;

	if (argument && !*argument)
		return fail(error, "--%s=: an argument was expected", option->name);
	switch (option->type) {
	case TYPE_FLAG:
	case TYPE_ALONE:
		*(bool *)value = true;
		break;
	case TYPE_STRING:
		*(const char **)value = argument;
		break;
	case TYPE_LIST:
		list->items[list->count++] = argument;
		break;
	case TYPE_SECTOR_SIZE:
		return parse_sector_size(argument, value, error);
	}
	return 0;
}

/* @given is a bit mask of the indexes in option_table.  Parsing ends at a TYPE_ALONE. */
static int parse_each_option(struct saveoops_options *options, int argc, char **argv,
			     unsigned int *given, struct error *error)
{
	const struct option_info *option;
	struct getopt_tables tables;
	int value, i;

	fill_getopt_tables(&tables);
	opterr = 0;
	*given = 0;
	while ((value = getopt_long(argc, argv, tables.letters, tables.long_options, NULL)) >= 0) {
		if (value == '?' || value == ':')
			return fail_option(argv, value, error);
		i = find_option(value);
		option = &option_table[i];
		if (store_option(options, option, optarg, error))
			return -1;
		if (option->type == TYPE_ALONE)
			return 0;
		*given |= 1u << i;
	}
	return 0;
}

static int parse_sequence(const char *text, uint64_t *sequence, struct error *error)
{
	char *end;

	errno = 0;
	*sequence = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !*sequence ||
	    *sequence > RECORD_SEQUENCE_MAX)
		return fail(
			error,
			"%s: is not a record number (one that saveoops list prints was expected)",
			text);
	return 0;
}

static int store_arguments(struct saveoops_options *options, char **arguments, int count,
			   struct error *error)
{
	if (options->verb == VERB_FORMAT)
		options->device = arguments[0];
	else if (options->verb == VERB_MKINITRD)
		options->file = arguments[0];
	else if (count && parse_sequence(arguments[0], &options->sequence, error))
		return -1;
	if (options->verb == VERB_EXPORT)
		options->file = arguments[1];
	if (count && !*arguments[count - 1])
		return fail(error, "%s: an argument is empty (a name was expected)",
			    verb_table[options->verb].name);
	return 0;
}

static int check_given_options(enum verb verb, unsigned int given, struct error *error)
{
	int i;

	for (i = 0; i < OPTION_COUNT; i++) {
		if ((given >> i & 1) && !(option_table[i].verbs >> verb & 1))
			return fail(error, "--%s: does not go with %s (see saveoops --help)",
				    option_table[i].name, verb_table[verb].name);
	}
	return 0;
}

static int find_verb(const char *name, enum verb *verb, struct error *error)
{
	int i;

	for (i = 0; i < VERB_COUNT; i++) {
		if (strcmp(name, verb_table[i].name))
			continue;
		*verb = i;
		return 0;
	}
	return fail(error,
		    "%s: is not a verb (one like list or show was expected; see saveoops --help)",
		    name);
}

static int parse_verb(struct saveoops_options *options, unsigned int given, char **arguments,
		      int count, struct error *error)
{
	const struct verb_info *verb;

	if (!count)
		return fail(
			error,
			"no verb is given (one like list or show was expected; see saveoops --help)");
	if (find_verb(arguments[0], &options->verb, error) ||
	    check_given_options(options->verb, given, error))
		return -1;
	verb = &verb_table[options->verb];
	if (count - 1 > verb->max_arguments)
		return fail(error, "%s: is an unexpected argument of %s (see saveoops --help)",
			    arguments[1 + verb->max_arguments], verb->name);
	if (count - 1 < verb->min_arguments)
		return fail(error, "%s: an argument is missing (see saveoops --help)", verb->name);
	return store_arguments(options, arguments + 1, count - 1, error);
}

int saveoops_options_parse(struct saveoops_options *options, int argc, char **argv,
			   struct error *error)
{
	unsigned int given;

	*options = (struct saveoops_options){
		.dir = DEFAULT_DIRECTORY,
		/* No list can have more items than there are arguments. */
		.modules.items = calloc(argc, sizeof(char *)),
		.adds.items = calloc(argc, sizeof(char *)),
	};
	if (!options->modules.items || !options->adds.items)
		return fail(error, "out of memory");
	if (parse_each_option(options, argc, argv, &given, error))
		return -1;
	if (options->help || options->version)
		return 0;
	return parse_verb(options, given, argv + optind, argc - optind, error);
}

void saveoops_options_free(struct saveoops_options *options)
{
	free(options->modules.items);
	free(options->adds.items);
	*options = (struct saveoops_options){ 0 };
}
