// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The result, unlike that of isprint(), does not depend on the locale. */
static bool is_printable_ascii(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x7f;
}

void print_size(uint64_t size)
{
	if (size >= 10u << 20)
		printf("%" PRIu64 " MiB", (size + (1u << 19)) >> 20);
	else if (size >= 10u << 10)
		printf("%" PRIu64 " KiB", (size + (1u << 9)) >> 10);
	else
		printf("%" PRIu64 " bytes", size);
}

void print_text_to(FILE *stream, const char *label, const char *text)
{
	fputs(label, stream);
	for (; *text; text++)
		putc(is_printable_ascii(*text) ? *text : '?', stream);
	putc('\n', stream);
}

void print_text(const char *label, const char *text)
{
	print_text_to(stdout, label, text);
}

void print_text_bytes(const void *data, size_t size)
{
	const unsigned char *p = data;

	for (; size; size--, p++)
		putchar(is_printable_ascii(*p) || *p == '\n' || *p == '\t' ? *p : '?');
}

void print_json_bytes(const void *data, size_t size)
{
	const unsigned char *p = data;

	for (; size; size--, p++) {
		if (*p == '\n')
			fputs("\\n", stdout);
		else if (*p == '"' || *p == '\\')
			printf("\\%c", *p);
		else if (is_printable_ascii(*p))
			putchar(*p);
		else
			printf("\\u%04x", *p);
	}
}

void print_json_string(const char *text)
{
	putchar('"');
	print_json_bytes(text, strlen(text));
	putchar('"');
}
