// SPDX-License-Identifier: GPL-2.0-only
#include "uuid.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>

static bool is_after_hyphen(int i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

char *uuid_to_text(const uint8_t *uuid, char *text)
{
	char *p = text;
	int i;

	for (i = 0; i < UUID_SIZE; i++)
		p += sprintf(p, "%s%02x", is_after_hyphen(i) ? "-" : "", uuid[i]);
	return text;
}

int uuid_from_text(const char *text, uint8_t *uuid)
{
	unsigned int byte;
	int i;

	for (i = 0; i < UUID_SIZE; i++) {
		if (is_after_hyphen(i) && *text++ != '-')
			return -1;
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
			return -1;
		sscanf(text, "%2x", &byte);
		uuid[i] = byte;
		text += 2;
	}
	return *text ? -1 : 0;
}
