/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of /proc and /sys, which have no size before they are read. */
#ifndef KEXEC_MACHINE_SYSFILE_H
#define KEXEC_MACHINE_SYSFILE_H

#include "util_lib/file.h"

/**
 * sysfile_read() - read a whole file
 * @path: absolute
 * @blob: to be filled; a zero follows its last byte
 *
 * Return: 0, or -1 with errno set.
 */
int sysfile_read(const char *path, struct blob *blob);

/**
 * sysfile_line() - read the first line of a file
 * @text: to be filled, without the newline
 * @size: size of @text in bytes; a longer line is a failure
 * @format: format of the path, as for printf()
 *
 * Return: 0, or -1 with errno set.
 */
int sysfile_line(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * sysfile_number() - read the number that a file holds
 * @number: to be filled
 * @format: format of the path, as for printf()
 *
 * Return: 0, or -1 with errno set; EINVAL if the file does not hold a 64-bit number.
 */
int sysfile_number(uint64_t *number, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
