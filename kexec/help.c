// SPDX-License-Identifier: GPL-2.0-only
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "bake/bake.h"
#include "kexec/arch.h"
#include "kexec/load/loader.h"

#include "option_table.h"

/* Column of an option's description. */
#define HELP_COLUMN 31

static const char usage[] =
	"Usage: kexec [-l | -p | -f] [OPTION]... KERNEL    load a kernel\n"
	"       kexec -e | -u [-p] | -S [-l]               enter, unload or query the loaded kernel\n"
	"       kexec --bake=OUT [OPTION]... KERNEL        bake a capture kernel\n"
	"       kexec --bake-info[=FILE] [--json] | --bake-verify=FILE\n";

static const char *const headings[SECTION_COUNT] = {
	[SECTION_MODE] =
		"Modes; without one, KERNEL is loaded and \"shutdown -r now\" reboots into it",
	[SECTION_KERNEL] = "The next kernel; --help=TYPE lists what a file type takes",
	[SECTION_LOADING] = "Loading and entering it",
	[SECTION_BAKING] = ("Baking; the default command line is " BAKE_DEFAULT_COMMAND_LINE),
	[SECTION_MESSAGES] =
		"Messages between the two kernels; default: none, but with --bake on both consoles",
	[SECTION_OTHER] = "Others",
};

/* Return: the number of columns. */
static int print_option_name(const struct option_entry *entry, bool first)
{
	int columns;

	if (entry->letter)
		columns = printf("%s-%c, --%s", first ? "  " : ", ", entry->letter, entry->name);
	else
		columns = printf("%s--%s", first ? "      " : ", ", entry->name);
	if (entry->argument)
		columns += printf(entry->argument_optional ? "[=%s]" : "=%s", entry->argument);
	return columns;
}

/*
 * Options without a description of their own share the line of the next option that has one.
 *
 * @columns: columns that these options have on the line so far
 *
 * Return: the columns on the line, 0 if the line is complete.
 */
static int print_option(const struct option_entry *entry, int columns)
{
	columns += print_option_name(entry, !columns);
	if (!entry->help)
		return columns;
	printf("%*s%s\n", columns < HELP_COLUMN - 2 ? HELP_COLUMN - columns : 2, "", entry->help);
	return 0;
}

static void print_section(enum option_section section)
{
	int columns = 0;
	size_t i;

	printf("%s:\n", headings[section]);
	for (i = 0; i < option_count(); i++)
		if (option_at(i)->section == section)
			columns = print_option(option_at(i), columns);
}

static void print_all_options(void)
{
	const struct loader *const *l;
	enum option_section section;

	fputs(usage, stdout);
	for (section = 0; section < SECTION_COUNT; section++)
		print_section(section);
	printf("ADDR and SIZE may end in K, M or G.  File types:\n ");
	for (l = arch_loaders; *l; l++)
		printf(" %s", (*l)->name);
	printf("\n");
}

static void print_file_type(const struct loader *loader)
{
	int columns = 0;
	size_t i;

	printf("%s: %s\n", loader->name, loader->title);
	for (i = 0; i < option_count(); i++)
		if (option_at(i)->loader & loader->options)
			columns = print_option(option_at(i), columns);
	if (!loader->check_for_kernel)
		printf("This type is loaded by kexec_load(2) only.\n");
}

int help_print(const char *type, struct error *error)
{
	const struct loader *const *l;

	if (!type) {
		print_all_options();
		return 0;
	}
	for (l = arch_loaders; *l; l++)
		if (!strcmp((*l)->name, type)) {
			print_file_type(*l);
			return 0;
		}
	return fail(error, "--help=%s: is not a file type (see kexec --help)", type);
}
