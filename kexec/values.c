// SPDX-License-Identifier: GPL-2.0-only
#include "values.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/numbers.h"

int value_number(uint64_t *number, const char *option, const char *text, struct error *error)
{
	if (!parse_size(text, number))
		return 0;
	return fail(
		error,
		"--%s=%s: is not a number of 64 bits (one like 0x10000000 or 256M was expected)",
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

int value_format(void *format, const char *text, struct error *error)
{
	enum bake_format known;

	for (known = 0; known < BAKE_FORMATS; known++) {
		if (strcmp(text, bake_format_names[known]))
			continue;
		*(enum bake_format *)format = known;
		return 0;
	}
	return fail(error, "--bake-format=%s: is not known (elf, image or cpio was expected)",
		    text);
}

int value_region_size(void *size, const char *text, struct error *error)
{
	if (value_number(size, "bake-size", text, error))
		return -1;
	return *(uint64_t *)size ?
		       0 :
		       fail(error, "--bake-size=0: is too small (at least 0x1000 was expected)");
}
