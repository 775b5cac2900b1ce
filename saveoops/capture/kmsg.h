/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages on all consoles, through /dev/kmsg. */
#ifndef SAVEOOPS_CAPTURE_KMSG_H
#define SAVEOOPS_CAPTURE_KMSG_H

/**
 * kmsg_print() - print a line on all consoles, with the prefix "saveoops: "
 * @format: as for printf, without a newline
 */
void kmsg_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * write_text() - write to an existing file
 * @name: name of the file
 * @text: text for one write()
 *
 * Return: 0 or -1.
 */
int write_text(const char *name, const char *text);

#endif
