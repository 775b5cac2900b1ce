// SPDX-License-Identifier: GPL-2.0-only
/* vmcore-dmesg: the only place of it that prints errors and exits. */
#include <elf.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/report.h"
#include "dump.h"
#include "log.h"
#include "saved.h"
#include "util_lib/align.h"

static const char help[] =
	"Usage: vmcore-dmesg FILE\n"
	"\n"
	"Prints the log of a kernel that crashed. FILE is one of\n"
	"  /proc/vmcore, or a copy of it\n"
	"  an ELF core file as makedumpfile -E or QEMU's dump-guest-memory writes it\n"
	"  a record partition of saveoops, or an image of one: its newest record\n"
	"\n"
	"  -h, --help         print this text\n"
	"  -v, --version      print the version\n";

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 },
};

/* Other forms of dumps, by their first bytes. */
static const struct {
	const char *magic;
	const char *words;
} others[] = {
	{ "KDUMP   ",
	  "is a compressed kdump file (an ELF core file was expected; makedumpfile --dump-dmesg FILE OUT takes the log out of this one)" },
	{ "DISKDUMP", "is a diskdump file (an ELF core file was expected; crash reads it)" },
	{ "makedumpfile",
	  "is a flattened dump (an ELF core file was expected; makedumpfile -R OUT <FILE makes a dump of it)" },
};

static int refuse(const struct source *source, const char *start, struct error *error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (!memcmp(start, others[i].magic, strlen(others[i].magic)))
			return fail(error, "%s: %s", source->path, others[i].words);
	}
	return fail(error,
		    "%s: is neither a dump nor a record partition (an ELF core file was expected)",
		    source->path);
}

static int print_dump(const struct source *source, struct error *error)
{
	struct dump dump;
	int result;

	if (dump_open(&dump, source, error))
		return -1;
	result = log_print(&dump, stdout, error);
	dump_close(&dump);
	return result;
}

static int print_source(const struct source *source, struct error *error)
{
	char start[16] = { 0 };
	size_t size = source->size < sizeof(start) ? source->size : sizeof(start);

	if (source_read(source, 0, start, size, error))
		return -1;
	if (!memcmp(start, ELFMAG, SELFMAG))
		return print_dump(source, error);
	if (saved_is_one(source))
		return saved_print(source, stdout, error);
	return refuse(source, start, error);
}

static int print_file(const char *path, struct error *error)
{
	struct source source;
	int result;

	if (source_open(&source, path, error))
		return -1;
	result = print_source(&source, error);
	source_close(&source);
	return result;
}

static int run(int argc, char **argv, struct error *error)
{
	int letter;

	opterr = 0;
	letter = getopt_long(argc, argv, "hv", long_options, NULL);
	if (letter == 'h') {
		fputs(help, stdout);
		return 0;
	}
	if (letter == 'v') {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (letter == '?')
		return fail(error,
			    "%s: is no option, or takes no argument (see vmcore-dmesg --help)",
			    argv[optind - 1]);
	if (optind == argc)
		return fail(error,
			    "no file is given (a dump was expected; see vmcore-dmesg --help)");
	if (argc - optind > 1)
		return fail(error, "%s: is one argument too many (see vmcore-dmesg --help)",
			    argv[optind + 1]);
	return print_file(argv[optind], error);
}

/*
 * A write error explains an incomplete output better than a damaged log does, so it is the one
 * that is reported.  Half-written records are reported, too, but they are not a failure.
 */
static int check_output(int result, struct error *error)
{
	struct error output;

	if (report_flush(&output)) {
		*error = output;
		return -1;
	}
	if (result > 0) {
		report_failure("vmcore-dmesg", error);
		return 0;
	}
	return result;
}

int main(int argc, char **argv)
{
	struct error error;
	int result;

	report_begin();
	result = run(argc, argv, &error);
	return report_finish("vmcore-dmesg", check_output(result, &error), &error);
}
