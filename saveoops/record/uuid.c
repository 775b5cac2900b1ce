// SPDX-License-Identifier: GPL-2.0-only
#include "uuid.h"

#include <ctype.h>
#include <stdio.h>

/* RFC 4122, section 3: hyphens are in front of these bytes. */
static bool hyphen_before(int i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

char *uuid_to_text(const uint8_t *uuid, char *text)
{
	char *p = text;
	int i;

	for (i = 0; i < UUID_SIZE; i++)
		p += sprintf(p, "%s%02x", hyphen_before(i) ? "-" : "", uuid[i]);
	return text;
}

bool uuid_from_text(const char *text, uint8_t *uuid)
{
	unsigned int byte;
	int i;

	for (i = 0; i < UUID_SIZE; i++) {
		if (hyphen_before(i) && *text++ != '-')
			return false;
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
			return false;
		sscanf(text, "%2x", &byte);
		uuid[i] = byte;
		text += 2;
	}
	return !*text;
}
