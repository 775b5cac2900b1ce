// SPDX-License-Identifier: GPL-2.0-only
/* The options that only x86 has. */
#include <string.h>

#include "include/purgatory_info.h"
#include "kexec/load/request.h"
#include "kexec/option_table.h"
#include "util_lib/align.h"
#include "util_lib/numbers.h"

#include "x86_request.h"

/* I/O port of ttyS1. */
#define X86_SERIAL_PORT_2 0x2f8

/* An 8250 has eight registers, each at an I/O port. */
#define LAST_SERIAL_PORT 0xfff8

/* Speed of an 8250 with a divisor of 1, in Bd: its clock of 1.8432 MHz divided by 16. */
#define SERIAL_BASE_SPEED 115200
#define SERIAL_MIN_SPEED  9600

static int parse_serial_port(void *value, const char *text, struct error *error)
{
	uint64_t number;

	if (!strcmp(text, "ttyS0"))
		number = X86_SERIAL_PORT_1;
	else if (!strcmp(text, "ttyS1"))
		number = X86_SERIAL_PORT_2;
	else if (parse_size(text, &number) || !number || number > LAST_SERIAL_PORT)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial=%s: is not a serial port (ttyS0, ttyS1 or an I/O port like 0x3f8 was expected)",
			text);
	*(uint16_t *)value = number;
	return 0;
}

static int parse_serial_baud(void *value, const char *text, struct error *error)
{
	uint64_t baud;

	if (parse_size(text, &baud) || baud < SERIAL_MIN_SPEED || baud > SERIAL_BASE_SPEED ||
	    SERIAL_BASE_SPEED % baud)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial-baud=%s: is not a speed of an 8250 (9600 to 115200, a divisor of 115200, was expected)",
			text);
	*(uint16_t *)value = SERIAL_BASE_SPEED / baud;
	return 0;
}

#define ARCH(member) .in_arch = true, .offset = offsetof(struct arch_request, member)

const struct option_entry arch_options[] = {
	{ .name = "real-mode",
	  .kind = OPTION_FLAG,
	  .modes = MODES_KERNEL,
	  .loader = LOADER_REAL_MODE,
	  .only_kexec_load = true,
	  ARCH(in_16bit_mode),
	  .section = SECTION_KERNEL,
	  .help = "enter the kernel in 16-bit real mode" },
	{ .name = "entry-32bit",
	  .kind = OPTION_FLAG,
	  .modes = MODES_KERNEL,
	  .loader = LOADER_ENTRY_32BIT,
	  .only_kexec_load = true,
	  ARCH(in_32bit_mode),
	  .section = SECTION_KERNEL,
	  .help = "enter the kernel in 32-bit mode" },
	{ .name = "reset-vga",
	  .kind = OPTION_FLAG,
	  .modes = MODES_LOADING_BAKE,
	  .only_kexec_load = true,
	  ARCH(reset_vga),
	  .section = SECTION_KERNEL,
	  .help = "put the VGA into text mode before the kernel is entered" },
	{ .name = "reuse-video-type",
	  .kind = OPTION_FLAG,
	  .modes = MODES_KERNEL,
	  .only_kexec_load = true,
	  ARCH(reuse_video_type),
	  .section = SECTION_KERNEL,
	  .help = "pass on the screen type that the running kernel was given" },
	{ .name = "pass-memmap-cmdline",
	  .kind = OPTION_FLAG,
	  .modes = MODE_LOAD_PANIC,
	  .only_kexec_load = true,
	  ARCH(memmap_parameters),
	  .section = SECTION_KERNEL,
	  .help = "with -p: also pass the memory as memmap= parameters" },
	{ .name = "console-vga",
	  .kind = OPTION_BITS,
	  .modes = MODES_LOADING_BAKE,
	  .only_kexec_load = true,
	  ARCH(consoles),
	  .choice = PURGATORY_CONSOLE_VGA,
	  .section = SECTION_MESSAGES,
	  .help = "on the screen, which shows them in text mode only" },
	{ .name = "console-serial",
	  .kind = OPTION_BITS,
	  .modes = MODES_LOADING_BAKE,
	  .only_kexec_load = true,
	  ARCH(consoles),
	  .choice = PURGATORY_CONSOLE_SERIAL,
	  .section = SECTION_MESSAGES,
	  .help = "on a serial port" },
	{ .name = "serial",
	  .kind = OPTION_PARSED,
	  .argument = "PORT",
	  .modes = MODES_LOADING_BAKE,
	  ARCH(serial_port),
	  .parse = parse_serial_port,
	  .section = SECTION_MESSAGES,
	  .help = "ttyS0 (default), ttyS1 or an I/O port" },
	{ .name = "serial-baud",
	  .kind = OPTION_PARSED,
	  .argument = "SPEED",
	  .modes = MODES_LOADING_BAKE,
	  ARCH(serial_divisor),
	  .parse = parse_serial_baud,
	  .section = SECTION_MESSAGES,
	  .help = "9600 to 115200; default: the port's current speed" },
};

const size_t arch_option_count = ARRAY_SIZE(arch_options);
