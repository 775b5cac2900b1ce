// SPDX-License-Identifier: GPL-2.0-only
/*
 * One table of all options: how each is spelt, what it goes with, and where its
 * value belongs in struct options.  What a value may be is in values.c.
 */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "values.h"

/* What an option's value is, and so what lies at its offset. */
enum kind {
	KIND_MODE,   /* nothing; it asks for a mode */
	KIND_FLAG,   /* bool */
	KIND_CHOICE, /* int, that becomes its choice */
	KIND_BITS,   /* uint32_t, to which its choice is added */
	KIND_TEXT,   /* const char * */
	KIND_NAME,   /* the same, and not empty */
	KIND_LIST,   /* struct names */
	KIND_NUMBER, /* uint64_t */
	KIND_OTHER,  /* see set_other() */
};

/* What an option goes with; the modes are in mode.h. */
#define WITH_BAKE        MODE_BAKE
#define WITH_INFO        MODE_BAKE_INFO
#define WITH_LOADING     (MODES_LOADING & ~MODE_JUMP_BACK)
#define WITH_ANY_LOADING MODES_LOADING
#define WITH_PANIC       MODE_LOAD_PANIC
#define WITH_EITHER      (MODE_BAKE | WITH_LOADING)
#define WITH_UNLOAD      (MODES_LOADING | MODE_UNLOAD)
#define WITH_EXEC        (WITH_LOADING | MODE_EXEC)
#define WITH_PURGATORY   (MODE_BAKE | MODES_LOADING)
#define WITH_ALL         UINT32_MAX

/* Values of getopt_long() for those without a letter. */
#define NO_LETTER 256

struct known {
	const char *name;
	char letter;
	enum kind kind;
	uint32_t with;
	size_t offset;
	uint32_t choice;
	uint32_t loader;
};

#define LOAD(member) offsetof(struct options, load.member)
#define BAKE(member) offsetof(struct options, bake.member)
#define SET(name)    offsetof(struct options, name)

static const struct known table[] = {
	{ "help", 'h', KIND_MODE, WITH_ALL, SET(file), MODE_HELP, 0 },
	{ "version", 'v', KIND_MODE, WITH_ALL, 0, MODE_VERSION, 0 },
	{ "debug", 'd', KIND_FLAG, WITH_ALL, LOAD(debug), 0, 0 },

	{ "load", 'l', KIND_MODE, WITH_ALL, 0, MODE_LOAD, 0 },
	{ "load-panic", 'p', KIND_MODE, WITH_ALL, 0, MODE_LOAD_PANIC, 0 },
	{ "unload", 'u', KIND_MODE, WITH_ALL, 0, MODE_UNLOAD, 0 },
	{ "exec", 'e', KIND_MODE, WITH_ALL, 0, MODE_EXEC, 0 },
	{ "force", 'f', KIND_MODE, WITH_ALL, 0, MODE_FORCE, 0 },
	{ "status", 'S', KIND_MODE, WITH_ALL, 0, MODE_STATUS, 0 },
	{ "print-ckr-size", 0, KIND_MODE, WITH_ALL, 0, MODE_CRASH_SIZE, 0 },
	{ "load-jump-back-helper", 0, KIND_MODE, WITH_ALL, 0, MODE_JUMP_BACK, 0 },
	{ "load-preserve-context", 0, KIND_FLAG, WITH_LOADING, LOAD(preserve_context), 0, 0 },
	{ "dry-run", 0, KIND_FLAG, WITH_LOADING, LOAD(dry_run), 0, 0 },
	{ "json", 0, KIND_FLAG, WITH_LOADING | WITH_INFO, LOAD(json), 0, 0 },

	{ "kexec-file-syscall", 's', KIND_CHOICE, WITH_UNLOAD, LOAD(way), LOAD_FILE, 0 },
	{ "kexec-syscall", 'c', KIND_CHOICE, WITH_UNLOAD, LOAD(way), LOAD_SEGMENTS, 0 },
	{ "kexec-syscall-auto", 'a', KIND_CHOICE, WITH_UNLOAD, LOAD(way), LOAD_AUTO, 0 },
	{ "type", 't', KIND_NAME, WITH_LOADING, LOAD(type), 0, 0 },
	{ "no-checks", 'i', KIND_FLAG, WITH_ANY_LOADING, LOAD(no_checks), 0, 0 },
	{ "no-ifdown", 'x', KIND_FLAG, WITH_EXEC, LOAD(no_interfaces_down), 0, 0 },
	{ "no-sync", 'y', KIND_FLAG, WITH_EXEC, LOAD(no_sync), 0, 0 },
	{ "entry", 0, KIND_NUMBER, WITH_ANY_LOADING, LOAD(entry), 0, 0 },
	{ "mem-min", 0, KIND_NUMBER, WITH_ANY_LOADING, LOAD(mem_min), 0, 0 },
	{ "mem-max", 0, KIND_NUMBER, WITH_ANY_LOADING, LOAD(mem_max), 0, 0 },
	{ "hotplug", 0, KIND_FLAG, WITH_PANIC, LOAD(hotplug), 0, 0 },
	{ "no-cma", 0, KIND_FLAG, WITH_LOADING, LOAD(no_cma), 0, 0 },
	{ "force-dtb", 0, KIND_FLAG, WITH_LOADING, LOAD(force_dtb), 0, 0 },

	{ "command-line", 0, KIND_TEXT, WITH_EITHER, LOAD(command_line), 0, LOADER_COMMAND_LINE },
	{ "append", 0, KIND_TEXT, WITH_EITHER, LOAD(command_line), 0, LOADER_COMMAND_LINE },
	{ "reuse-cmdline", 0, KIND_FLAG, WITH_LOADING, LOAD(reuse_command_line), 0,
	  LOADER_REUSE_CMDLINE },
	{ "initrd", 0, KIND_LIST, WITH_EITHER, LOAD(initrds), 0, LOADER_INITRD },
	{ "ramdisk", 0, KIND_LIST, WITH_EITHER, LOAD(initrds), 0, LOADER_INITRD },
	{ "reuseinitrd", 0, KIND_FLAG, WITH_LOADING, LOAD(reuse_initrd), 0, LOADER_REUSE_INITRD },
	{ "module", 0, KIND_LIST, WITH_LOADING, LOAD(modules), 0, LOADER_MODULE },
	{ "dtb", 0, KIND_NAME, WITH_LOADING, LOAD(dtb), 0, LOADER_DTB },
	{ "args-elf", 0, KIND_CHOICE, WITH_LOADING, LOAD(arguments), ARGUMENTS_ELF, LOADER_ARGS },
	{ "args-linux", 0, KIND_CHOICE, WITH_LOADING, LOAD(arguments), ARGUMENTS_LINUX,
	  LOADER_ARGS },
	{ "args-none", 0, KIND_CHOICE, WITH_LOADING, LOAD(arguments), ARGUMENTS_NONE, LOADER_ARGS },
	{ "real-mode", 0, KIND_FLAG, WITH_LOADING, LOAD(real_mode), 0, LOADER_REAL_MODE },
	{ "entry-32bit", 0, KIND_FLAG, WITH_LOADING, LOAD(entry_32bit), 0, LOADER_ENTRY_32BIT },

	{ "reset-vga", 0, KIND_FLAG, WITH_PURGATORY, LOAD(reset_vga), 0, 0 },
	{ "reuse-video-type", 0, KIND_FLAG, WITH_LOADING, LOAD(reuse_video_type), 0, 0 },
	{ "noefi", 0, KIND_FLAG, WITH_LOADING, LOAD(no_efi), 0, 0 },
	{ "pass-memmap-cmdline", 0, KIND_FLAG, WITH_PANIC, LOAD(memmap_words), 0, 0 },
	{ "elf32-core-headers", 0, KIND_FLAG, WITH_LOADING, LOAD(elf32_core), 0, 0 },
	{ "elf64-core-headers", 0, KIND_FLAG, WITH_LOADING, LOAD(elf64_core), 0, 0 },
	{ "serial", 0, KIND_OTHER, WITH_PURGATORY, LOAD(serial_port), 0, 0 },
	{ "serial-baud", 0, KIND_OTHER, WITH_PURGATORY, LOAD(serial_divisor), 0, 0 },
	{ "console-vga", 0, KIND_BITS, WITH_PURGATORY, LOAD(consoles), PURGATORY_CONSOLE_VGA, 0 },
	{ "console-serial", 0, KIND_BITS, WITH_PURGATORY, LOAD(consoles), PURGATORY_CONSOLE_SERIAL,
	  0 },

	{ "bake", 0, KIND_MODE, WITH_ALL, BAKE(output), MODE_BAKE, 0 },
	{ "bake-format", 0, KIND_OTHER, WITH_BAKE, BAKE(format), 0, 0 },
	{ "bake-addr", 0, KIND_NUMBER, WITH_BAKE, BAKE(address), 0, 0 },
	{ "bake-size", 0, KIND_OTHER, WITH_BAKE, BAKE(region_size), 0, 0 },
	{ "bake-relocatable", 0, KIND_FLAG, WITH_BAKE, BAKE(relocatable), 0, 0 },
	{ "bake-efi", 0, KIND_FLAG, WITH_BAKE, BAKE(efi), 0, 0 },
	{ "bake-info", 0, KIND_MODE, WITH_ALL, SET(file), MODE_BAKE_INFO, 0 },
	{ "bake-verify", 0, KIND_MODE, WITH_ALL, SET(file), MODE_BAKE_VERIFY, 0 },
};

#define COUNT ARRAY_SIZE(table)

_Static_assert(COUNT <= OPTIONS_MAX, "more options than struct options can list");

static const char short_options[] = ":hvdlpuefSscat:ixy";

static int argument_of(const struct known *known)
{
	switch (known->kind) {
	case KIND_MODE:
		if (known->choice == MODE_HELP || known->choice == MODE_BAKE_INFO)
			return optional_argument;
		return known->offset ? required_argument : no_argument;
	case KIND_FLAG:
	case KIND_CHOICE:
	case KIND_BITS:
		return no_argument;
	default:
		return required_argument;
	}
}

static const struct option *for_getopt(void)
{
	static struct option list[COUNT + 1];
	size_t i;

	for (i = 0; i < COUNT; i++)
		list[i] = (struct option){
			.name = table[i].name,
			.has_arg = argument_of(&table[i]),
			.val = table[i].letter ? table[i].letter : NO_LETTER + (int)i,
		};
	return list;
}

static const struct known *known_by(int value)
{
	size_t i;

	if (value >= NO_LETTER)
		return &table[value - NO_LETTER];
	for (i = 0; table[i].letter != value; i++)
		;
	return &table[i];
}

static int set_other(struct options *options, const struct known *known, const char *text,
		     struct error *error)
{
	switch (known->offset) {
	case LOAD(serial_port):
		return value_serial(&options->load.serial_port, text, error);
	case LOAD(serial_divisor):
		return value_baud(&options->load.serial_divisor, text, error);
	case BAKE(format):
		return value_format(&options->bake.format, text, error);
	default:
		return value_region_size(&options->bake.region_size, text, error);
	}
}

static int set(struct options *options, const struct known *known, const char *text,
	       struct error *error)
{
	void *value = (char *)options + known->offset;

	switch (known->kind) {
	case KIND_MODE:
		if (known->offset && text)
			*(const char **)value = text;
		return mode_add(&options->asked, known->choice, error);
	case KIND_FLAG:
		*(bool *)value = true;
		return 0;
	case KIND_CHOICE:
		*(int *)value = known->choice;
		return 0;
	case KIND_BITS:
		*(uint32_t *)value |= known->choice;
		return 0;
	case KIND_TEXT:
	case KIND_NAME:
		*(const char **)value = text;
		return 0;
	case KIND_LIST:
		return value_list(value, known->name, text, error);
	case KIND_NUMBER:
		return value_number(value, known->name, text, error);
	default:
		return set_other(options, known, text, error);
	}
}

/* Of several choices one can be made, once or more often. */
static int check_choice(const struct options *options, const struct known *known,
			struct error *error)
{
	const struct known *seen;
	size_t i;

	for (i = 0; known->kind == KIND_CHOICE && i < options->seen_count; i++) {
		seen = &table[options->seen[i]];
		if (seen != known && seen->kind == KIND_CHOICE && seen->offset == known->offset)
			return fail(error, "--%s: cannot go with --%s (one of them was expected)",
				    known->name, seen->name);
	}
	return 0;
}

static void remember(struct options *options, const struct known *known)
{
	unsigned char index = known - table;

	options->load.given |= known->loader;
	if (!memchr(options->seen, index, options->seen_count))
		options->seen[options->seen_count++] = index;
}

/* The next option from known on that an abbreviation may mean; NULL: none. */
static const struct known *meant_by(const char *name, size_t length, const struct known *known)
{
	for (; known < table + COUNT; known++)
		if (!strncmp(known->name, name, length))
			return known;
	return NULL;
}

/* For getopt_long() an abbreviation that means several options is none. */
static int complain_of_word(const char *word, struct error *error)
{
	const char *name = word + strspn(word, "-");
	size_t length = strcspn(name, "=");
	const struct known *first = meant_by(name, length, table), *other = NULL;

	if (first && length && strlen(first->name) > length)
		other = meant_by(name, length, first + 1);
	if (other)
		return fail(error, "%s: may be --%s or --%s (see kexec --help)", word, first->name,
			    other->name);
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
	const struct known *known;
	int value;

	opterr = 0;
	for (;;) {
		value = getopt_long(argc, argv, short_options, list, NULL);
		if (value < 0)
			return 0;
		if (value == '?' || value == ':')
			return complain(argv, value, error);
		known = known_by(value);
		if (optarg && !*optarg && known->kind != KIND_TEXT)
			return fail(error, "%s: an argument was expected", argv[optind - 1]);
		if (check_choice(options, known, error))
			return -1;
		remember(options, known);
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
	const struct known *known;
	size_t i;

	for (i = 0; i < options->seen_count; i++) {
		known = &table[options->seen[i]];
		if (!(known->with & options->mode))
			return fail(error, "--%s: goes with %s only", known->name,
				    goes_with(known->with));
	}
	if (options->load.json && options->mode & WITH_LOADING && !options->load.dry_run)
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
	if (options->load.preserve_context && !options->asked)
		options->asked = MODE_LOAD;
	options->mode = mode_of(options->asked, kernel, &options->load.panic);
	options->load.jump_back = options->mode == MODE_JUMP_BACK;
	if (options->mode)
		return 0;
	return fail_with(
		error, STATUS_NOT_LOADED,
		"nothing to do (a kernel to load, or --bake=OUT KERNEL, was expected; see kexec --help)");
}

/* A capture that fails in silence helps nobody, so all consoles are in use. */
static void share_with_bake(struct options *options)
{
	const struct load_request *load = &options->load;
	struct bake_request *bake = &options->bake;

	bake->kernel = load->kernel;
	bake->initrds = load->initrds.list;
	bake->initrd_count = load->initrds.count;
	bake->command_line = load->command_line;
	bake->reset_vga = load->reset_vga;
	bake->consoles = load->consoles ? load->consoles :
					  PURGATORY_CONSOLE_SERIAL | PURGATORY_CONSOLE_VGA;
	bake->serial_port = load->serial_port;
	bake->serial_divisor = load->serial_divisor;
}

int options_parse(struct options *options, int argc, char **argv, struct error *error)
{
	*options = (struct options){
		.bake.address = BAKE_DEFAULT_ADDRESS,
		.load.mem_max = UINT64_MAX,
		.load.serial_port = VALUE_SERIAL_DEFAULT,
	};
	if (parse_each(options, argc, argv, error) || decide(options, argc > optind, error) ||
	    check_together(options, error) ||
	    take_files(options, argc - optind, argv + optind, error))
		return -1;
	share_with_bake(options);
	return 0;
}

void options_free(struct options *options)
{
	free(options->load.initrds.list);
	free(options->load.modules.list);
}
