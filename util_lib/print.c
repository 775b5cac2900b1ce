// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

void print_size(uint64_t size)
{
	if (size >= 10u << 20)
		printf("%" PRIu64 " MiB", (size + (1u << 19)) >> 20);
	else if (size >= 10u << 10)
		printf("%" PRIu64 " KiB", (size + (1u << 9)) >> 10);
	else
		printf("%" PRIu64 " bytes", size);
}

void print_text(const char *label, const char *text)
{
	printf("%s", label);
	for (; *text; text++)
		putchar(isprint((unsigned char)*text) ? *text : '?');
	putchar('\n');
}

void print_json_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			printf("\\%c", *text);
		else if (isprint((unsigned char)*text))
			putchar(*text);
		else
			printf("\\u%04x", (unsigned char)*text);
	}
	putchar('"');
}
