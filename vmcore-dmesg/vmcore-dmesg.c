// SPDX-License-Identifier: GPL-2.0-only
/* vmcore-dmesg: the command line, and the choice of a reader by the type of the file. */
#include <elf.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/report.h"

#include "dump.h"
#include "kernel_log.h"
#include "saved_record.h"

static const char help[] =
	"Usage: vmcore-dmesg FILE\n"
	"\n"
	"Print the log of a crashed kernel. FILE is one of\n"
	"  /proc/vmcore, or a copy of it\n"
	"  an ELF core file as makedumpfile -E or QEMU's dump-guest-memory writes it\n"
	"  a record partition of saveoops, or an image of one: its newest record is printed\n"
	"\n"
	"  -h, --help         print this text\n"
	"  -v, --version      print the version\n";

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ NULL, 0, NULL, 0 },
};

/* Formats of dumps that are recognised by their first bytes, but not read. */
static const struct {
	const char *magic;
	const char *reason;
} refused_formats[] = {
	{ "KDUMP   ",
	  "is a compressed kdump file (an ELF core file was expected; makedumpfile --dump-dmesg FILE OUT extracts its log)" },
	{ "DISKDUMP", "is a diskdump file (an ELF core file was expected; crash reads it)" },
	{ "makedumpfile",
	  "is a flattened dump (an ELF core file was expected; makedumpfile -R OUT <FILE converts it)" },
};

static int refuse_input_file(const struct input_file *file, const char *start, struct error *error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused_formats); i++) {
		if (!memcmp(start, refused_formats[i].magic, strlen(refused_formats[i].magic)))
			return fail(error, "%s: %s", file->path, refused_formats[i].reason);
	}
	return fail(error,
		    "%s: is neither a dump nor a record partition (an ELF core file was expected)",
		    file->path);
}

static int print_dump(const struct input_file *file, struct error *error)
{
	struct dump dump;
	int result;

	if (dump_open(&dump, file, error))
		return -1;
	result = kernel_log_print(&dump, stdout, error);
	dump_close(&dump);
	return result;
}

static int print_open_file(const struct input_file *file, struct error *error)
{
	char start[16] = { 0 };
	size_t size = file->size < sizeof(start) ? file->size : sizeof(start);

	if (input_file_read(file, 0, start, size, error))
		return -1;
	if (!memcmp(start, ELFMAG, SELFMAG))
		return print_dump(file, error);
	if (is_record_partition(file))
		return saved_record_print(file, stdout, error);
	return refuse_input_file(file, start, error);
}

static int print_file(const char *path, struct error *error)
{
	struct input_file file;
	int result;

	if (input_file_open(&file, path, error))
		return -1;
	result = print_open_file(&file, error);
	input_file_close(&file);
	return result;
}

static int run_command_line(int argc, char **argv, struct error *error)
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
			    "%s: is not an option, or takes no argument (see vmcore-dmesg --help)",
			    argv[optind - 1]);
	if (optind == argc)
		return fail(error,
			    "no file is given (a dump was expected; see vmcore-dmesg --help)");
	if (argc - optind > 1)
		return fail(
			error,
			"%s: is an unexpected argument (one file was expected; see vmcore-dmesg --help)",
			argv[optind + 1]);
	return print_file(argv[optind], error);
}

/*
 * A write error explains an incomplete output better than a damaged log does, so it is the one
 * that is reported.  Half-written records are reported, too, but they are not a failure.
 */
static int settle_result(int result, struct error *error)
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
	result = run_command_line(argc, argv, &error);
	return report_finish("vmcore-dmesg", settle_result(result, &error), &error);
}
