// SPDX-License-Identifier: GPL-2.0-only
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "../include/purgatory.h"
#include "numbers.h"

/*
 * nr_cpus=1: a capture kernel that starts on another CPU than the boot CPU and
 * then starts the rest would reset the machine (admin-guide/kdump/kdump.rst).
 * nokaslr: the image has no room for the kernel to move in.
 */
#define DEFAULT_COMMAND_LINE	"nr_cpus=1 nokaslr reset_devices"

#define SERIAL_PORT_1		0x3f8
#define SERIAL_PORT_2		0x2f8
#define SERIAL_CLOCK		115200

enum {
	OPT_BAKE = 256,
	OPT_BAKE_INFO,
	OPT_BAKE_VERIFY,
	OPT_JSON,
	/* From here on, what only --bake takes. */
	OPT_BAKE_FORMAT,
	OPT_BAKE_ADDR,
	OPT_BAKE_SIZE,
	OPT_BAKE_RELOCATABLE,
	OPT_BAKE_EFI,
	OPT_INITRD,
	OPT_COMMAND_LINE,
	OPT_SERIAL,
	OPT_SERIAL_BAUD,
	OPT_CONSOLE_VGA,
	OPT_CONSOLE_SERIAL,
};

static const char short_options[] = ":hvlpuefS";

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },
	{ "load", no_argument, NULL, 'l' },
	{ "load-panic", no_argument, NULL, 'p' },
	{ "unload", no_argument, NULL, 'u' },
	{ "exec", no_argument, NULL, 'e' },
	{ "force", no_argument, NULL, 'f' },
	{ "status", no_argument, NULL, 'S' },
	{ "bake", required_argument, NULL, OPT_BAKE },
	{ "bake-format", required_argument, NULL, OPT_BAKE_FORMAT },
	{ "bake-addr", required_argument, NULL, OPT_BAKE_ADDR },
	{ "bake-size", required_argument, NULL, OPT_BAKE_SIZE },
	{ "bake-relocatable", no_argument, NULL, OPT_BAKE_RELOCATABLE },
	{ "bake-efi", no_argument, NULL, OPT_BAKE_EFI },
	{ "bake-info", optional_argument, NULL, OPT_BAKE_INFO },
	{ "bake-verify", required_argument, NULL, OPT_BAKE_VERIFY },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "initrd", required_argument, NULL, OPT_INITRD },
	{ "ramdisk", required_argument, NULL, OPT_INITRD },
	{ "command-line", required_argument, NULL, OPT_COMMAND_LINE },
	{ "append", required_argument, NULL, OPT_COMMAND_LINE },
	{ "serial", required_argument, NULL, OPT_SERIAL },
	{ "serial-baud", required_argument, NULL, OPT_SERIAL_BAUD },
	{ "console-vga", no_argument, NULL, OPT_CONSOLE_VGA },
	{ "console-serial", no_argument, NULL, OPT_CONSOLE_SERIAL },
	{ NULL, 0, NULL, 0 },
};

/* What an option letter asks for, if it asks for a mode. */
static const struct {
	int letter;
	enum mode mode;
	const char *name;
} modes[] = {
	{ 'h', MODE_HELP, "--help" },
	{ 'v', MODE_VERSION, "--version" },
	{ 'l', MODE_LOAD, "--load" },
	{ 'p', MODE_LOAD_PANIC, "--load-panic" },
	{ 'u', MODE_UNLOAD, "--unload" },
	{ 'e', MODE_EXEC, "--exec" },
	{ 'f', MODE_FORCE, "--force" },
	{ 'S', MODE_STATUS, "--status" },
	{ OPT_BAKE, MODE_BAKE, "--bake" },
	{ OPT_BAKE_INFO, MODE_BAKE_INFO, "--bake-info" },
	{ OPT_BAKE_VERIFY, MODE_BAKE_VERIFY, "--bake-verify" },
};

static int set_mode(struct options *options, int letter, struct error *error)
{
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		if (modes[i].letter != letter)
			continue;
		if (options->mode != MODE_NONE &&
		    options->mode != modes[i].mode)
			return fail(error, "%s: cannot go with %s (one of them was expected)",
				    modes[i].name, options->mode_name);
		options->mode = modes[i].mode;
		options->mode_name = modes[i].name;
		return 0;
	}
	return 0;
}

static int set_format(struct options *options, const char *text,
		      struct error *error)
{
	enum bake_format format;

	for (format = 0; format < BAKE_FORMATS; format++) {
		if (strcmp(text, bake_format_names[format]))
			continue;
		options->bake.format = format;
		return 0;
	}
	return fail(error, "--bake-format=%s: is not known (elf, image or cpio was expected)",
		    text);
}

static int set_number(uint64_t *number, const char *option, const char *text,
		      struct error *error)
{
	if (parse_size(text, number))
		return 0;
	return fail(error, "--%s=%s: is not a number of 64 bits (like 0x10000000 or 256M was expected)",
		    option, text);
}

static int set_region_size(struct options *options, const char *text,
			   struct error *error)
{
	uint64_t *size = &options->bake.region_size;

	if (set_number(size, "bake-size", text, error))
		return -1;
	return *size ? 0 : fail(error, "--bake-size=0: leaves no room for anything");
}

static int add_initrd(struct options *options, const char *name,
		      struct error *error)
{
	struct bake_request *bake = &options->bake;
	const char **list;

	list = realloc(bake->initrds, (bake->initrd_count + 1) * sizeof(*list));
	if (!list)
		return fail(error, "--initrd=%s: out of memory", name);
	list[bake->initrd_count++] = name;
	bake->initrds = list;
	return 0;
}

static int set_serial(struct options *options, const char *text,
		      struct error *error)
{
	uint64_t port;

	if (!strcmp(text, "ttyS0"))
		port = SERIAL_PORT_1;
	else if (!strcmp(text, "ttyS1"))
		port = SERIAL_PORT_2;
	else if (!parse_size(text, &port) || !port || port > 0xfff8)
		return fail(error, "--serial=%s: is no serial port (ttyS0, ttyS1 or an I/O port like 0x3f8 was expected)",
			    text);
	options->bake.serial_port = port;
	return 0;
}

static int set_baud(struct options *options, const char *text,
		    struct error *error)
{
	uint64_t baud;

	if (!parse_size(text, &baud) || baud < 9600 || baud > SERIAL_CLOCK ||
	    SERIAL_CLOCK % baud)
		return fail(error, "--serial-baud=%s: is no speed of an 8250 (9600 to 115200, a divisor of that, was expected)",
			    text);
	options->bake.serial_divisor = SERIAL_CLOCK / baud;
	return 0;
}

static int set_option(struct options *options, int letter, const char *text,
		      struct error *error)
{
	struct bake_request *bake = &options->bake;

	switch (letter) {
	case OPT_BAKE:
		bake->output = text;
		return 0;
	case OPT_BAKE_INFO:
	case OPT_BAKE_VERIFY:
		options->file = text;
		return 0;
	case OPT_BAKE_FORMAT:
		return set_format(options, text, error);
	case OPT_BAKE_ADDR:
		return set_number(&bake->address, "bake-addr", text, error);
	case OPT_BAKE_SIZE:
		return set_region_size(options, text, error);
	case OPT_BAKE_RELOCATABLE:
		bake->relocatable = true;
		return 0;
	case OPT_BAKE_EFI:
		bake->efi = true;
		return 0;
	case OPT_JSON:
		options->json = true;
		return 0;
	case OPT_INITRD:
		return add_initrd(options, text, error);
	case OPT_COMMAND_LINE:
		bake->command_line = text;
		return 0;
	case OPT_SERIAL:
		return set_serial(options, text, error);
	case OPT_SERIAL_BAUD:
		return set_baud(options, text, error);
	case OPT_CONSOLE_VGA:
		bake->consoles |= PURGATORY_CONSOLE_VGA;
		return 0;
	case OPT_CONSOLE_SERIAL:
		bake->consoles |= PURGATORY_CONSOLE_SERIAL;
		return 0;
	default:
		return 0;
	}
}

static int complain(char **argv, int letter, struct error *error)
{
	/* optind is behind a long option; a short one has only its letter. */
	if (letter == ':')
		return fail(error, "%s: an argument was expected", argv[optind - 1]);
	/* A letter that is known belongs to a long option, given too much. */
	if (optopt && optopt < 256 && !strchr(short_options + 1, optopt))
		return fail(error, "-%c: is no option (see kexec --help)", optopt);
	return fail(error, "%s: is no option, or takes no argument (see kexec --help)",
		    argv[optind - 1]);
}

static int parse_each(struct options *options, int argc, char **argv,
		      struct error *error)
{
	int letter, index;

	opterr = 0;
	for (;;) {
		letter = getopt_long(argc, argv, short_options, long_options,
				     &index);
		if (letter < 0)
			return 0;
		if (letter == '?' || letter == ':')
			return complain(argv, letter, error);
		if (optarg && !*optarg && letter != OPT_COMMAND_LINE)
			return fail(error, "%s: an argument was expected",
				    argv[optind - 1]);
		if (letter >= OPT_BAKE_FORMAT)
			options->bake_option = long_options[index].name;
		if (set_mode(options, letter, error) ||
		    set_option(options, letter, optarg, error))
			return -1;
	}
}

static int take_files(struct options *options, int count, char **files,
		      struct error *error)
{
	struct bake_request *bake = &options->bake;

	if (options->mode == MODE_BAKE) {
		if (!count)
			return fail(error, "--bake=%s: no kernel was named (a bzImage was expected)",
				    bake->output);
		bake->kernel = *files++;
		count--;
	}
	/* Its argument may be absent, so getopt leaves one in a word of its own. */
	if (options->mode == MODE_BAKE_INFO && !options->file) {
		options->file = count ? *files++ : BAKE_RUNNING;
		count -= count > 0;
	}
	if (count && options->mode != MODE_LOAD &&
	    options->mode != MODE_LOAD_PANIC)
		return fail(error, "%s: is one file too many", *files);
	return 0;
}

static int check_together(const struct options *options, struct error *error)
{
	if (options->json && options->mode != MODE_BAKE_INFO)
		return fail(error, "--json: goes with --bake-info only");
	if (options->bake_option && options->mode != MODE_BAKE)
		return fail(error, "--%s: goes with --bake only",
			    options->bake_option);
	return 0;
}

/* A capture that fails in silence helps nobody, so all consoles are in use. */
static void set_defaults(struct bake_request *bake)
{
	if (!bake->command_line)
		bake->command_line = DEFAULT_COMMAND_LINE;
	if (!bake->consoles)
		bake->consoles = PURGATORY_CONSOLE_SERIAL |
				 PURGATORY_CONSOLE_VGA;
	if (!bake->serial_port)
		bake->serial_port = SERIAL_PORT_1;
}

int options_parse(struct options *options, int argc, char **argv,
		  struct error *error)
{
	*options = (struct options){ .bake.address = BAKE_DEFAULT_ADDRESS };
	if (parse_each(options, argc, argv, error) ||
	    check_together(options, error) ||
	    take_files(options, argc - optind, argv + optind, error))
		return -1;
	set_defaults(&options->bake);
	return 0;
}

void options_free(struct options *options)
{
	free(options->bake.initrds);
}
