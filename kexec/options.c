// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing the command line: getopt_long() splits it by the table of options, and each option is
 * checked against the others and against the mode that all options select together.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kexec/arch.h"

#include "option_table.h"
#include "values.h"

/* getopt_long() returns this plus the index of an option that has no letter. */
#define NO_LETTER 256

static int getopt_argument(const struct option_entry *entry)
{
	if (!entry->argument)
		return no_argument;
	return entry->argument_optional ? optional_argument : required_argument;
}

static const struct option *make_long_options(void)
{
	static struct option list[OPTIONS_MAX + 1];
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < option_count(); i++) {
		entry = option_at(i);
		list[i] = (struct option){
			.name = entry->name,
			.has_arg = getopt_argument(entry),
			.val = entry->letter ? entry->letter : NO_LETTER + (int)i,
		};
	}
	return list;
}

/*
 * The leading colon lets getopt_long() tell a missing argument from an unknown option.  A short
 * option has no optional argument: "-hx" is -h and -x.
 */
static const char *make_short_options(void)
{
	static char letters[1 + 2 * OPTIONS_MAX + 1] = ":";
	char *end = letters + 1;
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < option_count(); i++) {
		entry = option_at(i);
		if (!entry->letter)
			continue;
		*end++ = entry->letter;
		if (getopt_argument(entry) == required_argument)
			*end++ = ':';
	}
	*end = '\0';
	return letters;
}

/* Return: an index, or option_count() if no option has the letter. */
static size_t find_by_letter(int letter)
{
	size_t i;

	for (i = 0; i < option_count() && option_at(i)->letter != letter; i++)
		;
	return i;
}

static size_t index_of_option(int getopt_value)
{
	return getopt_value >= NO_LETTER ? (size_t)getopt_value - NO_LETTER :
					   find_by_letter(getopt_value);
}

static void *value_of_option(struct options *options, const struct option_entry *entry)
{
	char *base = entry->in_arch ? (char *)options->load.arch : (char *)options;

	return base + entry->offset;
}

static void set_initial_numbers(struct options *options)
{
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < option_count(); i++) {
		entry = option_at(i);
		if (entry->kind == OPTION_NUMBER)
			*(uint64_t *)value_of_option(options, entry) = entry->initial;
	}
}

static int set_option_value(struct options *options, const struct option_entry *entry,
			    const char *text, struct error *error)
{
	void *value = value_of_option(options, entry);

	switch (entry->kind) {
	case OPTION_MODE:
		if (text)
			*(const char **)value = text;
		return mode_add(&options->asked, entry->choice, error);
	case OPTION_FLAG:
		*(bool *)value = true;
		return 0;
	case OPTION_CHOICE:
		*(int *)value = entry->choice;
		return 0;
	case OPTION_BITS:
		*(uint32_t *)value |= entry->choice;
		return 0;
	case OPTION_TEXT:
	case OPTION_NAME:
		*(const char **)value = text;
		return 0;
	case OPTION_LIST:
		return value_list(value, entry->name, text, error);
	case OPTION_NUMBER:
		return value_number(value, entry->name, text, error);
	case OPTION_PARSED:
		return entry->parse(value, text, error);
	case OPTION_IGNORED:
		return 0;
	}
	return 0;
}

/* Options that set one value exclude each other; each may be given more than once. */
static int check_choice(const struct options *options, const struct option_entry *entry,
			struct error *error)
{
	const struct option_entry *seen;
	size_t i;

	for (i = 0; entry->kind == OPTION_CHOICE && i < options->seen_count; i++) {
		seen = option_at(options->seen[i]);
		if (seen != entry && seen->kind == OPTION_CHOICE && seen->offset == entry->offset)
			return fail(error, "--%s: cannot go with --%s (one of them was expected)",
				    entry->name, seen->name);
	}
	return 0;
}

static void add_seen_option(struct options *options, unsigned char index)
{
	if (!memchr(options->seen, index, options->seen_count))
		options->seen[options->seen_count++] = index;
}

/*
 * Return: the index of the first option at or after @index that the @length bytes at @name
 * abbreviate, or option_count().
 */
static size_t find_abbreviated(const char *name, size_t length, size_t index)
{
	while (index < option_count() && strncmp(option_at(index)->name, name, length))
		index++;
	return index;
}

static bool is_option_name(const char *name, size_t length)
{
	size_t i;

	for (i = find_abbreviated(name, length, 0); i < option_count();
	     i = find_abbreviated(name, length, i + 1))
		if (!option_at(i)->name[length])
			return true;
	return false;
}

/*
 * getopt_long() does not distinguish an unknown option, an ambiguous abbreviation and an unexpected
 * argument.
 */
static int fail_long_option(const char *word, struct error *error)
{
	const char *name = word + strspn(word, "-");
	size_t length = strcspn(name, "="), first, other;

	first = find_abbreviated(name, length, 0);
	if (!length || first == option_count())
		return fail(error, "%s: is not an option (see kexec --help)", word);
	other = find_abbreviated(name, length, first + 1);
	if (other < option_count() && !is_option_name(name, length))
		return fail(error, "%s: may be --%s or --%s (see kexec --help)", word,
			    option_at(first)->name, option_at(other)->name);
	return fail(error, "%s: takes no argument (see kexec --help)", word);
}

/*
 * @getopt_value: '?' or ':'
 *
 * optind already points past a long option.  For a short option only its letter is known, in
 * optopt; for a long option with an unexpected argument, optopt is the value that getopt_long()
 * would return, which may be a letter.
 */
static int fail_bad_option(char **argv, int getopt_value, struct error *error)
{
	if (getopt_value == ':')
		return fail(error, "%s: an argument was expected", argv[optind - 1]);
	if (optopt && optopt < NO_LETTER && find_by_letter(optopt) == option_count())
		return fail(error, "-%c: is not an option (see kexec --help)", optopt);
	return fail_long_option(argv[optind - 1], error);
}

static int parse_all_options(struct options *options, int argc, char **argv, struct error *error)
{
	const struct option *long_options = make_long_options();
	const char *short_options = make_short_options();
	const struct option_entry *entry;
	size_t index;
	int value;

	opterr = 0;
	for (;;) {
		value = getopt_long(argc, argv, short_options, long_options, NULL);
		if (value < 0)
			return 0;
		if (value == '?' || value == ':')
			return fail_bad_option(argv, value, error);
		index = index_of_option(value);
		entry = option_at(index);
		if (optarg && !*optarg && entry->kind != OPTION_TEXT)
			return fail(error, "--%s=: an argument was expected", entry->name);
		if (check_choice(options, entry, error))
			return -1;
		add_seen_option(options, index);
		if (set_option_value(options, entry, optarg, error))
			return -1;
	}
}

static void report_no_effect(const struct option_entry *entry)
{
	if (entry->kind == OPTION_IGNORED)
		fprintf(stderr, "kexec: --%s: has no effect\n", entry->name);
	else
		fprintf(stderr, "kexec: --%s: has no effect without %s\n", entry->name,
			modes_in_words(entry->effective));
}

static int check_modes(const struct options *options, struct error *error)
{
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < options->seen_count; i++) {
		entry = option_at(options->seen[i]);
		if (!(entry->modes & options->mode))
			return fail(error, "--%s: goes only with %s", entry->name,
				    modes_in_words(entry->modes));
		if (options->load.report.debug &&
		    (entry->kind == OPTION_IGNORED ||
		     (entry->effective && !(entry->effective & options->mode))))
			report_no_effect(entry);
	}
	if (options->load.report.json && options->mode & MODES_LOADING &&
	    !options->load.report.dry_run)
		return fail(error, "--json: goes only with %s", modes_in_words(MODES_JSON));
	return 0;
}

static bool has_initial_value(struct options *options, const struct option_entry *entry)
{
	return entry->kind == OPTION_NUMBER &&
	       *(uint64_t *)value_of_option(options, entry) == entry->initial;
}

/* The file's loader and the system call are chosen later, and then checked against these. */
static void collect_requirements(struct options *options)
{
	struct load_request *load = &options->load;
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < options->seen_count; i++) {
		entry = option_at(options->seen[i]);
		if (entry->loader) {
			load->given |= entry->loader;
			load->given_names[ffs(entry->loader) - 1] = entry->name;
		}
		if (has_initial_value(options, entry))
			continue;
		if (entry->only_kexec_load && !load->only_kexec_load)
			load->only_kexec_load = entry->name;
		if (entry->only_kexec_file_load && !load->only_kexec_file_load)
			load->only_kexec_file_load = entry->name;
	}
}

static const char *expected_files(enum mode mode)
{
	if (mode & MODES_KERNEL_BAKE)
		return "one kernel";
	return mode == MODE_BAKE_INFO ? "one file" : "no file";
}

/* --bake-info has an optional argument, which getopt_long() finds only after a "=". */
static int take_files(struct options *options, int count, char **files, struct error *error)
{
	if (options->mode & MODES_KERNEL_BAKE && count) {
		options->load.kernel = *files++;
		count--;
	}
	if (options->mode == MODE_BAKE && !options->load.kernel)
		return fail(error, "--bake=%s: no kernel was named (a bzImage was expected)",
			    options->bake.output);
	if (options->mode == MODE_BAKE_INFO && !options->file) {
		options->file = count ? *files++ : BAKE_RUNNING;
		count -= count > 0;
	}
	if (count)
		return fail(error, "%s: is an unexpected argument (%s was expected)", *files,
			    expected_files(options->mode));
	return 0;
}

static int choose_mode(struct options *options, bool kernel, struct error *error)
{
	/* --load-preserve-context only loads, as its name says. */
	if (options->load.flags.preserve_context && !options->asked)
		options->asked = MODE_LOAD;
	options->mode = mode_of(options->asked, kernel, &options->load.panic);
	options->load.flags.jump_back = options->mode == MODE_JUMP_BACK;
	if (options->mode)
		return 0;
	return fail_with(
		error, STATUS_NOT_LOADED,
		"nothing to do (a kernel to load, or --bake=OUT KERNEL, was expected; see kexec --help)");
}

/* A capture must not fail silently, so a baked image prints on all consoles by default. */
static void fill_bake_request(struct options *options)
{
	const struct load_request *load = &options->load;
	struct bake_request *bake = &options->bake;

	bake->kernel = load->kernel;
	bake->initrds = load->files.initrds.list;
	bake->initrd_count = load->files.initrds.count;
	bake->command_line = load->arguments.command_line;
	arch_request_default_consoles(load->arch);
	bake->arch = load->arch;
}

int options_parse(struct options *options, int argc, char **argv, struct error *error)
{
	*options = (struct options){ 0 };
	if (option_count() > OPTIONS_MAX)
		return fail(error, "the table of options: has more than %d", OPTIONS_MAX);
	options->load.arch = arch_request_new(error);
	if (!options->load.arch)
		return -1;
	set_initial_numbers(options);
	if (parse_all_options(options, argc, argv, error) ||
	    choose_mode(options, argc > optind, error) || check_modes(options, error) ||
	    take_files(options, argc - optind, argv + optind, error))
		return -1;
	collect_requirements(options);
	if (options->mode == MODE_BAKE)
		fill_bake_request(options);
	return 0;
}

void options_free(struct options *options)
{
	free(options->load.files.initrds.list);
	free(options->load.files.modules.list);
	free(options->load.arch);
}
