/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of /proc and /sys, whose size isn't known before they are read. */
#ifndef KEXEC_MACHINE_SYSFILE_H
#define KEXEC_MACHINE_SYSFILE_H

#include "util_lib/file.h"

/**
 * sysfile_read() - read all of it
 * @path: absolute
 * @blob: to be filled; there is a 0 behind its last byte
 *
 * Return: 0, or -1 with errno set.
 */
int sysfile_read(const char *path, struct blob *blob);

/**
 * sysfile_line() - read its first line
 * @text: to be filled, without the newline
 * @size: of @text; a longer line is a failure
 * @format: of the path, as for printf
 *
 * Return: 0, or -1 with errno set.
 */
int sysfile_line(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * sysfile_number() - read the number that it holds
 * @number: where to put it
 * @format: of the path, as for printf
 *
 * Return: 0, or -1 with errno set; EINVAL if it's no number of 64 bits.
 */
int sysfile_number(uint64_t *number, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
