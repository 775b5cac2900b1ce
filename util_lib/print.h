/* SPDX-License-Identifier: GPL-2.0-only */
/* What --bake-info prints with, be it about a file or about this machine. */
#ifndef UTIL_LIB_PRINT_H
#define UTIL_LIB_PRINT_H

#include <stdint.h>

/**
 * print_size() - print how large something is, for people
 * @size: in bytes
 */
void print_size(uint64_t size);

/**
 * print_text() - print a line of foreign text, which shall not talk to the terminal
 * @label: in front of it
 * @text: any bytes up to a 0
 */
void print_text(const char *label, const char *text);

/**
 * print_json_string() - print text as RFC 8259, section 7, has it
 * @text: any bytes up to a 0
 *
 * No encoding is known, so each byte is a character: those above ASCII are
 * taken for Latin-1.
 */
void print_json_string(const char *text);

#endif
