// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "saveoops/record/record.h"
#include "util_lib/align.h"

#define DIRECTORY "/var/lib/saveoops"

/* Out of the letters' way. */
enum {
	TAKES_DEVICE = 0x100,
	TAKES_YES = 0x200,
	TAKES_FORCE = 0x400,
	TAKES_TEXT = 0x800,
	TAKES_DIR = 0x1000,
	TAKES_JSON = 0x2000,
	TAKES_MODULE = 0x4000,
	TAKES_ADD = 0x8000,
	TAKES_SECTOR_SIZE = 0x10000,
	TAKES_VMCORE = 0x20000,
	TAKES_LAST = TAKES_VMCORE,
};

/* Arguments: how many at least, how many at most. */
static const struct {
	const char *name;
	enum verb verb;
	int least, most;
	int takes;
} verbs[] = {
	{ "format", VERB_FORMAT, 1, 1, TAKES_YES | TAKES_FORCE | TAKES_SECTOR_SIZE | TAKES_JSON },
	{ "list", VERB_LIST, 0, 0, TAKES_DEVICE | TAKES_JSON },
	{ "show", VERB_SHOW, 0, 1, TAKES_DEVICE | TAKES_FORCE | TAKES_TEXT | TAKES_JSON },
	{ "export", VERB_EXPORT, 2, 2, TAKES_DEVICE | TAKES_FORCE | TAKES_TEXT | TAKES_JSON },
	{ "clear", VERB_CLEAR, 0, 0, TAKES_DEVICE | TAKES_YES | TAKES_JSON },
	{ "check", VERB_CHECK, 0, 0, TAKES_DEVICE | TAKES_JSON },
	{ "status", VERB_STATUS, 0, 0, TAKES_DEVICE | TAKES_JSON },
	{ "mark-clean", VERB_MARK_CLEAN, 0, 0, TAKES_DEVICE | TAKES_JSON },
	{ "import", VERB_IMPORT, 0, 0, TAKES_DEVICE | TAKES_DIR | TAKES_JSON },
	{ "mkinitrd", VERB_MKINITRD, 1, 1, TAKES_MODULE | TAKES_ADD | TAKES_VMCORE },
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ "device", required_argument, NULL, TAKES_DEVICE },
	{ "yes", no_argument, NULL, TAKES_YES },
	{ "force", no_argument, NULL, TAKES_FORCE },
	{ "text", no_argument, NULL, TAKES_TEXT },
	{ "dir", required_argument, NULL, TAKES_DIR },
	{ "json", no_argument, NULL, TAKES_JSON },
	{ "module", required_argument, NULL, TAKES_MODULE },
	{ "add", required_argument, NULL, TAKES_ADD },
	{ "sector-size", required_argument, NULL, TAKES_SECTOR_SIZE },
	{ "vmcore", no_argument, NULL, TAKES_VMCORE },
	{ NULL, 0, NULL, 0 },
};

static const char *option_name(int option)
{
	const struct option *o = long_options;

	while (o->val != option)
		o++;
	return o->name;
}

static int complain(char **argv, int letter, struct error *error)
{
	if (letter == ':')
		return fail(error, "%s: an argument was expected", argv[optind - 1]);
	/* A letter that is known belongs to a long option, given too much. */
	if (optopt && optopt < 0x100 && optopt != 'h' && optopt != 'v')
		return fail(error, "-%c: is no option (see saveoops --help)", optopt);
	return fail(error, "%s: is no option, or takes no argument (see saveoops --help)",
		    argv[optind - 1]);
}

static int set_sector_size(struct options *options, const char *text, struct error *error)
{
	if (!strcmp(text, "512"))
		options->sector_size = 512;
	else if (!strcmp(text, "4096"))
		options->sector_size = 4096;
	else
		return fail(error,
			    "--sector-size=%s: is no size of sectors (512 or 4096 was expected)",
			    text);
	return 0;
}

static int set_option(struct options *options, int option, struct error *error)
{
	switch (option) {
	case TAKES_DEVICE:
		options->device = optarg;
		break;
	case TAKES_YES:
		options->yes = true;
		break;
	case TAKES_FORCE:
		options->force = true;
		break;
	case TAKES_TEXT:
		options->text = true;
		break;
	case TAKES_DIR:
		options->dir = optarg;
		break;
	case TAKES_JSON:
		options->json = true;
		break;
	case TAKES_MODULE:
		options->modules[options->module_count++] = optarg;
		break;
	case TAKES_ADD:
		options->adds[options->add_count++] = optarg;
		break;
	case TAKES_VMCORE:
		options->vmcore = true;
		break;
	case TAKES_SECTOR_SIZE:
		return set_sector_size(options, optarg, error);
	}
	return 0;
}

/* Return: the options that were given, or negative; 'h' or 'v' ends it. */
static int parse_each(struct options *options, int argc, char **argv, bool *done,
		      struct error *error)
{
	int letter, given = 0;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, ":hv", long_options, NULL)) >= 0) {
		if (letter == '?' || letter == ':')
			return complain(argv, letter, error);
		if (letter == 'h' || letter == 'v') {
			options->verb = letter == 'h' ? VERB_HELP : VERB_VERSION;
			*done = true;
			return 0;
		}
		if (optarg && !*optarg)
			return fail(error, "--%s=: an argument was expected", option_name(letter));
		if (set_option(options, letter, error))
			return -1;
		given |= letter;
	}
	return given;
}

static int set_sequence(struct options *options, const char *text, struct error *error)
{
	char *end;

	errno = 0;
	options->sequence = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9' || !options->sequence ||
	    options->sequence > RECORD_SEQUENCE_MAX)
		return fail(
			error,
			"%s: is no record's number (one of those that saveoops list prints was expected)",
			text);
	return 0;
}

static int set_arguments(struct options *options, char **arguments, int count, struct error *error)
{
	if (options->verb == VERB_FORMAT)
		options->device = arguments[0];
	else if (options->verb == VERB_MKINITRD)
		options->file = arguments[0];
	else if (count && set_sequence(options, arguments[0], error))
		return -1;
	if (options->verb == VERB_EXPORT)
		options->file = arguments[1];
	if (count && !*arguments[count - 1])
		return fail(error, "an argument is empty (a name was expected)");
	return 0;
}

static int check_options(size_t verb, int given, struct error *error)
{
	int option;

	for (option = TAKES_DEVICE; option <= TAKES_LAST; option <<= 1) {
		if (given & option & ~verbs[verb].takes)
			return fail(error, "--%s: does not go with %s (see saveoops --help)",
				    option_name(option), verbs[verb].name);
	}
	return 0;
}

static int set_verb(struct options *options, int given, char **words, int count,
		    struct error *error)
{
	size_t i;

	if (!count)
		return fail(
			error,
			"nothing to do (a verb like list or show was expected; see saveoops --help)");
	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(words[0], verbs[i].name))
			continue;
		options->verb = verbs[i].verb;
		if (check_options(i, given, error))
			return -1;
		if (count - 1 > verbs[i].most)
			return fail(error, "%s: is one argument too many for %s",
				    words[1 + verbs[i].most], verbs[i].name);
		if (count - 1 < verbs[i].least)
			return fail(error, "%s: an argument is missing (see saveoops --help)",
				    verbs[i].name);
		return set_arguments(options, words + 1, count - 1, error);
	}
	return fail(error,
		    "%s: is not known (a verb like list or show was expected; see saveoops --help)",
		    words[0]);
}

int options_parse(struct options *options, int argc, char **argv, struct error *error)
{
	bool done = false;
	int given;

	*options = (struct options){
		.dir = DIRECTORY,
		/* There can't be more of them. */
		.modules = calloc(argc, sizeof(char *)),
		.adds = calloc(argc, sizeof(char *)),
	};
	if (!options->modules || !options->adds)
		return fail(error, "no memory is left");
	given = parse_each(options, argc, argv, &done, error);
	if (given < 0)
		return -1;
	return done ? 0 : set_verb(options, given, argv + optind, argc - optind, error);
}

void options_free(struct options *options)
{
	free(options->modules);
	free(options->adds);
	*options = (struct options){ 0 };
}
