// SPDX-License-Identifier: GPL-2.0-only
#include "verb_table.h"

#include <stdio.h>
#include <string.h>

#include "util_lib/align.h"

#include "verbs.h"

#define VERBS_WITH_DEVICE                                                                          \
	(1u << VERB_LIST | 1u << VERB_SHOW | 1u << VERB_EXPORT | 1u << VERB_CLEAR |                \
	 1u << VERB_CHECK | 1u << VERB_STATUS | 1u << VERB_IMPORT | 1u << VERB_MARK_CLEAN)

const struct verb_info verb_table[VERB_COUNT] = {
	[VERB_FORMAT] = {
		.name = "format",
		.arguments = "DEVICE",
		.min_arguments = 1,
		.max_arguments = 1,
		.use = DEVICE_EXCLUSIVE,
		.help = "make a record partition; asks first",
		.run = verb_format,
	},
	[VERB_LIST] = {
		.name = "list",
		.use = DEVICE_READ,
		.help = "print one line for each record",
		.run = verb_list,
	},
	[VERB_SHOW] = {
		.name = "show",
		.arguments = "[N]",
		.max_arguments = 1,
		.use = DEVICE_READ,
		.help = "print record N, or the newest: its facts and its text",
		.run = verb_show,
	},
	[VERB_EXPORT] = {
		.name = "export",
		.arguments = "N FILE",
		.min_arguments = 2,
		.max_arguments = 2,
		.use = DEVICE_READ,
		.help = "write record N to a file, as a whole or not at all",
		.run = verb_export,
	},
	[VERB_CLEAR] = {
		.name = "clear",
		.use = DEVICE_WRITE,
		.help = "remove all records; asks first",
		.run = verb_clear,
	},
	[VERB_CHECK] = {
		.name = "check",
		.use = DEVICE_READ,
		.help = "look for damage; the exit status is 0 if there is none",
		.run = verb_check,
	},
	[VERB_STATUS] = {
		.name = "status",
		.use = DEVICE_READ,
		.help = "print the contents and the condition of the partition",
		.run = verb_status,
	},
	[VERB_IMPORT] = {
		.name = "import",
		.use = DEVICE_WRITE,
		.help = "once after each boot: copy new records to a directory\n"
			"and to the system log, and mark the boot clean",
		.run = verb_import,
	},
	[VERB_MARK_CLEAN] = {
		.name = "mark-clean",
		.use = DEVICE_WRITE,
		.help = "mark this boot clean: captures are counted from here on,\n"
			"and a primary that was told to stop captures again",
		.run = verb_mark_clean,
	},
	[VERB_MKINITRD] = {
		.name = "mkinitrd",
		.arguments = "OUT",
		.min_arguments = 1,
		.max_arguments = 1,
		.use = DEVICE_NONE,
		.help = "make the initramfs of the capture kernel",
		.run = verb_mkinitrd,
	},
};

const struct option_info option_table[OPTION_COUNT] = {
	[OPTION_DEVICE] = {
		.name = "device",
		.argument = "DEVICE",
		.verbs = VERBS_WITH_DEVICE,
		.type = TYPE_STRING,
		.offset = offsetof(struct saveoops_options, device),
		.help = "the records: a partition, or an image of one, or PARTUUID=..,\n"
			"PARTLABEL=.., or UUID=.. of the record partition; default:\n"
			"the only record partition of this machine",
	},
	[OPTION_JSON] = {
		.name = "json",
		.verbs = VERBS_WITH_DEVICE | 1u << VERB_FORMAT,
		.type = TYPE_FLAG,
		.offset = offsetof(struct saveoops_options, json),
		.help = "print JSON",
	},
	[OPTION_YES] = {
		.name = "yes",
		.verbs = 1u << VERB_FORMAT | 1u << VERB_CLEAR,
		.type = TYPE_FLAG,
		.offset = offsetof(struct saveoops_options, yes),
		.help = "format, clear: do not ask",
	},
	[OPTION_FORCE] = {
		.name = "force",
		.verbs = 1u << VERB_FORMAT | 1u << VERB_SHOW | 1u << VERB_EXPORT,
		.type = TYPE_FLAG,
		.offset = offsetof(struct saveoops_options, force),
		.help = "format: even if the device holds data, but not if it is in use;\n"
			"show, export: even if the record is damaged",
	},
	[OPTION_SECTOR_SIZE] = {
		.name = "sector-size",
		.argument = "SIZE",
		.verbs = 1u << VERB_FORMAT,
		.type = TYPE_SECTOR_SIZE,
		.offset = offsetof(struct saveoops_options, sector_size),
		.help = "format: the sector size of the device that a file is an\n"
			"image of, 512 or 4096; default: 512",
	},
	[OPTION_TEXT] = {
		.name = "text",
		.verbs = 1u << VERB_SHOW | 1u << VERB_EXPORT,
		.type = TYPE_FLAG,
		.offset = offsetof(struct saveoops_options, text),
		.help = "show, export: the text without the facts",
	},
	[OPTION_DIR] = {
		.name = "dir",
		.argument = "DIR",
		.verbs = 1u << VERB_IMPORT,
		.type = TYPE_STRING,
		.offset = offsetof(struct saveoops_options, dir),
		.help = "import: the directory; default: /var/lib/saveoops",
	},
	[OPTION_MODULE] = {
		.name = "module",
		.argument = "FILE",
		.verbs = 1u << VERB_MKINITRD,
		.type = TYPE_LIST,
		.offset = offsetof(struct saveoops_options, modules),
		.help = "mkinitrd: add a kernel module; repeat the option in the order\n"
			"in which the modules are to be loaded",
	},
	[OPTION_ADD] = {
		.name = "add",
		.argument = "FILE[:PATH]",
		.verbs = 1u << VERB_MKINITRD,
		.type = TYPE_LIST,
		.offset = offsetof(struct saveoops_options, adds),
		.help = "mkinitrd: add a file, under its own name or as PATH",
	},
	[OPTION_VMCORE] = {
		.name = "vmcore",
		.verbs = 1u << VERB_MKINITRD,
		.type = TYPE_FLAG,
		.offset = offsetof(struct saveoops_options, vmcore),
		.help = "mkinitrd: add makedumpfile, for saveoops.vmcore=",
	},
	[OPTION_HELP] = {
		.name = "help",
		.letter = 'h',
		.type = TYPE_ALONE,
		.offset = offsetof(struct saveoops_options, help),
		.help = "print this text",
	},
	[OPTION_VERSION] = {
		.name = "version",
		.letter = 'v',
		.type = TYPE_ALONE,
		.offset = offsetof(struct saveoops_options, version),
		.help = "print the version",
	},
};

/* Later lines of @help are aligned with the first one. */
static void print_help_entry(const char *usage, const char *help)
{
	const char *end;

	printf("  %-18s", usage);
	for (; (end = strchr(help, '\n')); help = end + 1)
		printf(" %.*s\n%20s", (int)(end - help), help, "");
	printf(" %s\n", help);
}

static void print_verb_help(const struct verb_info *verb)
{
	char usage[64];

	snprintf(usage, sizeof(usage), "%s%s%s", verb->name, verb->arguments ? " " : "",
		 verb->arguments ? verb->arguments : "");
	print_help_entry(usage, verb->help);
}

static void print_option_help(const struct option_info *option)
{
	char letter[8] = "", usage[64];

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(usage, sizeof(usage), "%s--%s%s%s", letter, option->name,
		 option->argument ? "=" : "", option->argument ? option->argument : "");
	print_help_entry(usage, option->help);
}

void print_help(void)
{
	size_t i;

	printf("Usage: saveoops VERB [OPTION]...\n\n"
	       "Read and manage the record partition, which stores the logs of crashes:\n");
	for (i = 0; i < ARRAY_SIZE(verb_table); i++)
		print_verb_help(&verb_table[i]);
	putchar('\n');
	for (i = 0; i < ARRAY_SIZE(option_table); i++)
		print_option_help(&option_table[i]);
}
