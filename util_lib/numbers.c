// SPDX-License-Identifier: GPL-2.0-only
#include "numbers.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>

/* Return: the binary logarithm of a unit, or -1 if there is no such unit. */
static int unit_shift(char unit)
{
	switch (unit) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	default:
		return -1;
	}
}

int parse_size(const char *text, uint64_t *number)
{
	unsigned long long value;
	int shift = 0;
	char *end;

	/* strtoull() alone would accept a sign and white space. */
	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno)
		return -1;
	if (*end) {
		shift = unit_shift(*end++);
		if (shift < 0 || *end)
			return -1;
	}
	if (shift && value >> (64 - shift))
		return -1;
	*number = (uint64_t)value << shift;
	return 0;
}
