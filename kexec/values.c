// SPDX-License-Identifier: GPL-2.0-only
#include "values.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/numbers.h"

#define SERIAL_PORT_2 0x2f8
#define SERIAL_CLOCK  115200

int value_number(uint64_t *number, const char *option, const char *text, struct error *error)
{
	if (parse_size(text, number))
		return 0;
	return fail(error,
		    "--%s=%s: is not a number of 64 bits (like 0x10000000 or 256M was expected)",
		    option, text);
}

int value_list(struct names *names, const char *option, const char *text, struct error *error)
{
	const char **list = reallocarray(names->list, names->count + 1, sizeof(*list));

	if (!list)
		return fail(error, "--%s=%s: out of memory", option, text);
	list[names->count++] = text;
	names->list = list;
	return 0;
}

int value_serial(uint16_t *port, const char *text, struct error *error)
{
	uint64_t number;

	if (!strcmp(text, "ttyS0"))
		number = VALUE_SERIAL_DEFAULT;
	else if (!strcmp(text, "ttyS1"))
		number = SERIAL_PORT_2;
	else if (!parse_size(text, &number) || !number || number > 0xfff8)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial=%s: is no serial port (ttyS0, ttyS1 or an I/O port like 0x3f8 was expected)",
			text);
	*port = number;
	return 0;
}

int value_baud(uint16_t *divisor, const char *text, struct error *error)
{
	uint64_t baud;

	if (!parse_size(text, &baud) || baud < 9600 || baud > SERIAL_CLOCK || SERIAL_CLOCK % baud)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--serial-baud=%s: is no speed of an 8250 (9600 to 115200, a divisor of that, was expected)",
			text);
	*divisor = SERIAL_CLOCK / baud;
	return 0;
}

int value_format(enum bake_format *format, const char *text, struct error *error)
{
	enum bake_format known;

	for (known = 0; known < BAKE_FORMATS; known++) {
		if (strcmp(text, bake_format_names[known]))
			continue;
		*format = known;
		return 0;
	}
	return fail(error, "--bake-format=%s: is not known (elf, image or cpio was expected)",
		    text);
}

int value_region_size(uint64_t *size, const char *text, struct error *error)
{
	if (value_number(size, "bake-size", text, error))
		return -1;
	return *size ? 0 : fail(error, "--bake-size=0: leaves no room for anything");
}
