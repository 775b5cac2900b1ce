/* SPDX-License-Identifier: GPL-2.0-only */
/* Printing text of unknown origin and encoding, as JSON and for people. */
#ifndef UTIL_LIB_PRINT_H
#define UTIL_LIB_PRINT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * print_size() - print a size for people
 * @size: in bytes
 *
 * A size of 10 MiB or more is rounded to MiB, one of 10 KiB or more to KiB.
 */
void print_size(uint64_t size);

/**
 * print_text() - print a line of text for people
 * @label: text that begins the line; printed as it is
 * @text: any bytes, terminated by a 0
 *
 * A byte other than printable ASCII is printed as "?", so the text cannot control a terminal.
 */
void print_text(const char *label, const char *text);

/**
 * print_text_to() - print a line of text for people on another stream
 * @stream: stdout or stderr
 * @label: text that begins the line; printed as it is
 * @text: any bytes, terminated by a 0; printed as by print_text()
 */
void print_text_to(FILE *stream, const char *label, const char *text);

/**
 * print_text_bytes() - print text of several lines for people
 * @data: any bytes
 * @size: number of bytes
 *
 * A byte other than printable ASCII, newline and tab is printed as "?".
 */
void print_text_bytes(const void *data, size_t size);

/**
 * print_json_bytes() - print a part of a JSON string, without its quotes
 * @data: any bytes
 * @size: number of bytes
 *
 * The output is pure ASCII and valid for any bytes (RFC 8259, section 7).  The encoding is not
 * known, so each byte is printed as the character of ISO 8859-1 that has its number; a reader
 * that encodes the parsed string in ISO 8859-1 gets the bytes back:
 *
 * - A quotation mark and a backslash are escaped by a backslash, a newline is \n.
 * - Any other byte below 0x20, and any byte from 0x7f on, is \u00NN.
 * - All other bytes are printed as they are.
 */
void print_json_bytes(const void *data, size_t size);

/**
 * print_json_string() - print a JSON string with its quotes
 * @text: any bytes, terminated by a 0; escaped as by print_json_bytes()
 */
void print_json_string(const char *text);

#endif
