// SPDX-License-Identifier: GPL-2.0-only
/* Options that kexec has on x86 only. */
#include <string.h>

#include "include/purgatory_info.h"
#include "kexec/load/request.h"
#include "kexec/option.h"
#include "util_lib/align.h"
#include "util_lib/numbers.h"

#include "x86_request.h"

#define SERIAL_PORT_2 0x2f8
#define SERIAL_CLOCK  115200

static int parse_serial_port(void *value, const char *text, struct error *error)
{
	uint64_t number;

	if (!strcmp(text, "ttyS0"))
		number = X86_SERIAL_PORT_1;
	else if (!strcmp(text, "ttyS1"))
		number = SERIAL_PORT_2;
	else if (parse_size(text, &number) || !number || number > 0xfff8)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial=%s: is no serial port (ttyS0, ttyS1 or an I/O port like 0x3f8 was expected)",
			text);
	*(uint16_t *)value = number;
	return 0;
}

static int parse_serial_baud(void *value, const char *text, struct error *error)
{
	uint64_t baud;

	if (parse_size(text, &baud) || baud < 9600 || baud > SERIAL_CLOCK || SERIAL_CLOCK % baud)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial-baud=%s: is no speed of an 8250 (9600 to 115200, a divisor of that, was expected)",
			text);
	*(uint16_t *)value = SERIAL_CLOCK / baud;
	return 0;
}

#define ARCH(member) .in_arch = true, .offset = offsetof(struct arch_request, member)

const struct option_entry arch_options[] = {
	{ .name = "real-mode",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  ARCH(in_16bit_mode),
	  .loader = LOADER_REAL_MODE },
	{ .name = "entry-32bit",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  ARCH(in_32bit_mode),
	  .loader = LOADER_ENTRY_32BIT },
	{ .name = "reset-vga", .kind = OPTION_FLAG, .modes = WITH_PURGATORY, ARCH(reset_vga) },
	{ .name = "reuse-video-type",
	  .kind = OPTION_FLAG,
	  .modes = WITH_LOADING,
	  ARCH(reuse_video_type) },
	{ .name = "pass-memmap-cmdline",
	  .kind = OPTION_FLAG,
	  .modes = WITH_PANIC,
	  ARCH(memmap_parameters) },
	{ .name = "serial",
	  .kind = OPTION_PARSED,
	  .modes = WITH_PURGATORY,
	  ARCH(serial_port),
	  .parse = parse_serial_port },
	{ .name = "serial-baud",
	  .kind = OPTION_PARSED,
	  .modes = WITH_PURGATORY,
	  ARCH(serial_divisor),
	  .parse = parse_serial_baud },
	{ .name = "console-vga",
	  .kind = OPTION_BITS,
	  .modes = WITH_PURGATORY,
	  ARCH(consoles),
	  .choice = PURGATORY_CONSOLE_VGA },
	{ .name = "console-serial",
	  .kind = OPTION_BITS,
	  .modes = WITH_PURGATORY,
	  ARCH(consoles),
	  .choice = PURGATORY_CONSOLE_SERIAL },
};

const size_t arch_option_count = ARRAY_SIZE(arch_options);
