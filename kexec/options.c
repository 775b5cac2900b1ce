// SPDX-License-Identifier: GPL-2.0-only
/*
 * One table of all options: how each is spelt, what it goes with, and where its
 * value belongs in struct options.  What a value may be is in values.c.
 */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/arch.h"
#include "util_lib/align.h"
#include "option.h"
#include "values.h"

/* Values of getopt_long() for those without a letter. */
#define NO_LETTER 256

#define LOAD(member) offsetof(struct options, load.member)
#define BAKE(member) offsetof(struct options, bake.member)
#define SET(name)    offsetof(struct options, name)

static const struct option_entry table[] = {
	{ .name = "help",
	  .letter = 'h',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .offset = SET(file),
	  .choice = MODE_HELP },
	{ .name = "version",
	  .letter = 'v',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_VERSION },
	{ .name = "debug",
	  .letter = 'd',
	  .kind = OPTION_FLAG,
	  .modes = WITH_ALL,
	  .offset = LOAD(report.debug) },
	{ .name = "load",
	  .letter = 'l',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_LOAD },
	{ .name = "load-panic",
	  .letter = 'p',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_LOAD_PANIC },
	{ .name = "unload",
	  .letter = 'u',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_UNLOAD },
	{ .name = "exec",
	  .letter = 'e',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_EXEC },
	{ .name = "force",
	  .letter = 'f',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_FORCE },
	{ .name = "status",
	  .letter = 'S',
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_STATUS },
	{ .name = "print-ckr-size",
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_CRASH_SIZE },
	{ .name = "load-jump-back-helper",
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .choice = MODE_JUMP_BACK },
	{ .name = "load-preserve-context",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(flags.preserve_context) },
	{ .name = "dry-run",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(report.dry_run) },
	{ .name = "json",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING | WITH_INFO,
	  .offset = LOAD(report.json) },
	{ .name = "kexec-file-syscall",
	  .letter = 's',
	  .kind = OPTION_CHOICE,
	  .modes = WITH_UNLOAD,
	  .offset = LOAD(call),
	  .choice = LOAD_FILE },
	{ .name = "kexec-syscall",
	  .letter = 'c',
	  .kind = OPTION_CHOICE,
	  .modes = WITH_UNLOAD,
	  .offset = LOAD(call),
	  .choice = LOAD_SEGMENTS },
	{ .name = "kexec-syscall-auto",
	  .letter = 'a',
	  .kind = OPTION_CHOICE,
	  .modes = WITH_UNLOAD,
	  .offset = LOAD(call),
	  .choice = LOAD_AUTO },
	{ .name = "type",
	  .letter = 't',
	  .kind = OPTION_NAME,
	  .modes = WITH_LOADING,
	  .offset = LOAD(type) },
	{ .name = "no-checks",
	  .letter = 'i',
	  .kind = OPTION_FLAG,
	  .modes = WITH_ANY_LOADING,
	  .offset = LOAD(no_checks) },
	{ .name = "no-ifdown",
	  .letter = 'x',
	  .kind = OPTION_FLAG,
	  .modes = WITH_EXEC,
	  .offset = SET(leave.no_interfaces_down) },
	{ .name = "no-sync",
	  .letter = 'y',
	  .kind = OPTION_FLAG,
	  .modes = WITH_EXEC,
	  .offset = SET(leave.no_sync) },
	{ .name = "entry",
	  .kind = OPTION_NUMBER,
	  .modes = WITH_ANY_LOADING,
	  .offset = LOAD(entry) },
	{ .name = "mem-min",
	  .kind = OPTION_NUMBER,
	  .modes = WITH_ANY_LOADING,
	  .offset = LOAD(placement.mem_min) },
	{ .name = "mem-max",
	  .kind = OPTION_NUMBER,
	  .modes = WITH_ANY_LOADING,
	  .offset = LOAD(placement.mem_max) },
	{ .name = "hotplug",
	  .kind = OPTION_FLAG,
	  .modes = WITH_PANIC,
	  .offset = LOAD(flags.update_elfcorehdr) },
	{ .name = "no-cma",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(flags.no_cma) },
	{ .name = "force-dtb",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(flags.force_dtb) },
	{ .name = "command-line",
	  .kind = OPTION_TEXT,
	  .modes = WITH_EITHER,
	  .offset = LOAD(arguments.command_line),
	  .loader = LOADER_COMMAND_LINE },
	{ .name = "append",
	  .kind = OPTION_TEXT,
	  .modes = WITH_EITHER,
	  .offset = LOAD(arguments.command_line),
	  .loader = LOADER_COMMAND_LINE },
	{ .name = "reuse-cmdline",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(arguments.reuse_command_line),
	  .loader = LOADER_REUSE_CMDLINE },
	{ .name = "initrd",
	  .kind = OPTION_LIST,
	  .modes = WITH_EITHER,
	  .offset = LOAD(files.initrds),
	  .loader = LOADER_INITRD },
	{ .name = "ramdisk",
	  .kind = OPTION_LIST,
	  .modes = WITH_EITHER,
	  .offset = LOAD(files.initrds),
	  .loader = LOADER_INITRD },
	{ .name = "reuseinitrd",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = LOAD(files.reuse_initrd),
	  .loader = LOADER_REUSE_INITRD },
	{ .name = "module",
	  .kind = OPTION_LIST,
	  .modes = WITH_LOADING,
	  .offset = LOAD(files.modules),
	  .loader = LOADER_MODULE },
	{ .name = "dtb",
	  .kind = OPTION_NAME,
	  .modes = WITH_LOADING,
	  .offset = LOAD(files.device_tree),
	  .loader = LOADER_DTB },
	{ .name = "args-elf",
	  .kind = OPTION_CHOICE,
	  .modes = WITH_LOADING,
	  .offset = LOAD(arguments.elf_style),
	  .choice = ARGUMENTS_ELF,
	  .loader = LOADER_ARGS },
	{ .name = "args-linux",
	  .kind = OPTION_CHOICE,
	  .modes = WITH_LOADING,
	  .offset = LOAD(arguments.elf_style),
	  .choice = ARGUMENTS_LINUX,
	  .loader = LOADER_ARGS },
	{ .name = "args-none",
	  .kind = OPTION_CHOICE,
	  .modes = WITH_LOADING,
	  .offset = LOAD(arguments.elf_style),
	  .choice = ARGUMENTS_NONE,
	  .loader = LOADER_ARGS },
	{ .name = "noefi", .kind = OPTION_FLAG, .modes = WITH_LOADING, .offset = LOAD(no_efi) },
	{ .name = "elf32-core-headers",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = SET(ignored) },
	{ .name = "elf64-core-headers",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  .offset = SET(ignored) },
	{ .name = "bake",
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .offset = BAKE(output),
	  .choice = MODE_BAKE },
	{ .name = "bake-format",
	  .kind = OPTION_PARSED,
	  .modes = WITH_BAKE,
	  .offset = BAKE(format),
	  .parse = value_format },
	{ .name = "bake-addr", .kind = OPTION_NUMBER, .modes = WITH_BAKE, .offset = BAKE(address) },
	{ .name = "bake-size",
	  .kind = OPTION_PARSED,
	  .modes = WITH_BAKE,
	  .offset = BAKE(region_size),
	  .parse = value_region_size },
	{ .name = "bake-relocatable",
	  .kind = OPTION_FLAG,
	  .modes = WITH_BAKE,
	  .offset = BAKE(relocatable) },
	{ .name = "bake-efi", .kind = OPTION_FLAG, .modes = WITH_BAKE, .offset = BAKE(efi) },
	{ .name = "bake-info",
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .offset = SET(file),
	  .choice = MODE_BAKE_INFO },
	{ .name = "bake-verify",
	  .kind = OPTION_MODE,
	  .modes = WITH_ALL,
	  .offset = SET(file),
	  .choice = MODE_BAKE_VERIFY },
};

static size_t option_count(void)
{
	return ARRAY_SIZE(table) + arch_option_count;
}

static const struct option_entry *option_at(size_t index)
{
	return index < ARRAY_SIZE(table) ? &table[index] : &arch_options[index - ARRAY_SIZE(table)];
}

static const char short_options[] = ":hvdlpuefSscat:ixy";

static int argument_of(const struct option_entry *known)
{
	switch (known->kind) {
	case OPTION_MODE:
		if (known->choice == MODE_HELP || known->choice == MODE_BAKE_INFO)
			return optional_argument;
		return known->offset ? required_argument : no_argument;
	case OPTION_FLAG:
	case OPTION_CHOICE:
	case OPTION_BITS:
		return no_argument;
	default:
		return required_argument;
	}
}

static const struct option *for_getopt(void)
{
	static struct option list[OPTIONS_MAX + 1];
	const struct option_entry *entry;
	size_t i;

	for (i = 0; i < option_count(); i++) {
		entry = option_at(i);
		list[i] = (struct option){
			.name = entry->name,
			.has_arg = argument_of(entry),
			.val = entry->letter ? entry->letter : NO_LETTER + (int)i,
		};
	}
	return list;
}

static size_t index_of(int value)
{
	size_t i;

	if (value >= NO_LETTER)
		return value - NO_LETTER;
	for (i = 0; table[i].letter != value; i++)
		;
	return i;
}

static int set(struct options *options, const struct option_entry *known, const char *text,
	       struct error *error)
{
	char *base = known->in_arch ? (char *)options->load.arch : (char *)options;
	void *value = base + known->offset;

	switch (known->kind) {
	case OPTION_MODE:
		if (known->offset && text)
			*(const char **)value = text;
		return mode_add(&options->asked, known->choice, error);
	case OPTION_FLAG:
		*(bool *)value = true;
		return 0;
	case OPTION_CHOICE:
		*(int *)value = known->choice;
		return 0;
	case OPTION_BITS:
		*(uint32_t *)value |= known->choice;
		return 0;
	case OPTION_TEXT:
	case OPTION_NAME:
		*(const char **)value = text;
		return 0;
	case OPTION_LIST:
		return value_list(value, known->name, text, error);
	case OPTION_NUMBER:
		return value_number(value, known->name, text, error);
	default:
		return known->parse(value, text, error);
	}
}

/* Of several choices one can be made, once or more often. */
static int check_choice(const struct options *options, const struct option_entry *known,
			struct error *error)
{
	const struct option_entry *seen;
	size_t i;

	for (i = 0; known->kind == OPTION_CHOICE && i < options->seen_count; i++) {
		seen = option_at(options->seen[i]);
		if (seen != known && seen->kind == OPTION_CHOICE && seen->offset == known->offset)
			return fail(error, "--%s: cannot go with --%s (one of them was expected)",
				    known->name, seen->name);
	}
	return 0;
}

static void remember(struct options *options, unsigned char index)
{
	options->load.given |= option_at(index)->loader;
	if (!memchr(options->seen, index, options->seen_count))
		options->seen[options->seen_count++] = index;
}

/* The first option from @index on that an abbreviation may mean; option_count(): none. */
static size_t find_abbreviated(const char *name, size_t length, size_t index)
{
	while (index < option_count() && strncmp(option_at(index)->name, name, length))
		index++;
	return index;
}

/* For getopt_long() an abbreviation that means several options is none. */
static int complain_of_word(const char *word, struct error *error)
{
	const char *name = word + strspn(word, "-");
	size_t length = strcspn(name, "=");
	size_t count = option_count(), other = count;
	size_t first = find_abbreviated(name, length, 0);

	if (first < count && length && strlen(option_at(first)->name) > length)
		other = find_abbreviated(name, length, first + 1);
	if (other < count)
		return fail(error, "%s: may be --%s or --%s (see kexec --help)", word,
			    option_at(first)->name, option_at(other)->name);
	return fail(error, "%s: is no option, or takes no argument (see kexec --help)", word);
}

static int complain(char **argv, int letter, struct error *error)
{
	/* optind is behind a long option; a short one has only its letter. */
	if (letter == ':')
		return fail(error, "%s: an argument was expected", argv[optind - 1]);
	/* A letter that is known belongs to a long option, given too much. */
	if (optopt && optopt < NO_LETTER && !strchr(short_options + 1, optopt))
		return fail(error, "-%c: is no option (see kexec --help)", optopt);
	return complain_of_word(argv[optind - 1], error);
}

static int parse_each(struct options *options, int argc, char **argv, struct error *error)
{
	const struct option *list = for_getopt();
	const struct option_entry *known;
	size_t index;
	int value;

	opterr = 0;
	for (;;) {
		value = getopt_long(argc, argv, short_options, list, NULL);
		if (value < 0)
			return 0;
		if (value == '?' || value == ':')
			return complain(argv, value, error);
		index = index_of(value);
		known = option_at(index);
		if (optarg && !*optarg && known->kind != OPTION_TEXT)
			return fail(error, "%s: an argument was expected", argv[optind - 1]);
		if (check_choice(options, known, error))
			return -1;
		remember(options, index);
		if (set(options, known, optarg, error))
			return -1;
	}
}

/* In words, what else an option would have needed. */
static const char *goes_with(uint32_t modes)
{
	switch (modes) {
	case WITH_BAKE:
		return "--bake";
	case WITH_PANIC:
		return "--load-panic";
	case WITH_LOADING | WITH_INFO:
		return "--dry-run or --bake-info";
	case WITH_EITHER:
	case WITH_PURGATORY:
		return "loading a kernel or --bake";
	case WITH_UNLOAD:
		return "loading or --unload";
	case WITH_EXEC:
		return "loading a kernel or --exec";
	case WITH_ANY_LOADING:
		return "loading";
	default:
		return "loading a kernel";
	}
}

static int check_together(const struct options *options, struct error *error)
{
	const struct option_entry *known;
	size_t i;

	for (i = 0; i < options->seen_count; i++) {
		known = option_at(options->seen[i]);
		if (!(known->modes & options->mode))
			return fail(error, "--%s: goes with %s only", known->name,
				    goes_with(known->modes));
	}
	if (options->load.report.json && options->mode & WITH_LOADING &&
	    !options->load.report.dry_run)
		return fail(error, "--json: goes with --dry-run or --bake-info only");
	return 0;
}

/*
 * Files by their place.  An argument that may be absent is left by getopt in a
 * word of its own.
 */
static int take_files(struct options *options, int count, char **files, struct error *error)
{
	if (options->mode & WITH_EITHER && count) {
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
		return fail(error, "%s: is one file too many", *files);
	return 0;
}

static int decide(struct options *options, bool kernel, struct error *error)
{
	/* That it's loaded and no more is in its name. */
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

/* A capture that fails in silence helps nobody, so a bake prints on all consoles by default. */
static void share_with_bake(struct options *options)
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
	*options = (struct options){
		.bake.address = BAKE_DEFAULT_ADDRESS,
		.load.placement.mem_max = UINT64_MAX,
	};
	if (option_count() > OPTIONS_MAX)
		return fail(error, "the table of options: has more than %d", OPTIONS_MAX);
	options->load.arch = arch_request_new(error);
	if (!options->load.arch)
		return -1;
	if (parse_each(options, argc, argv, error) || decide(options, argc > optind, error) ||
	    check_together(options, error) ||
	    take_files(options, argc - optind, argv + optind, error))
		return -1;
	if (options->mode == MODE_BAKE)
		share_with_bake(options);
	return 0;
}

void options_free(struct options *options)
{
	free(options->load.files.initrds.list);
	free(options->load.files.modules.list);
	free(options->load.arch);
}
