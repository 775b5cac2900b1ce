/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a failure travels: whoever finds it fills the one error object with a
 * line for the user and returns -1; those above return -1 too; main prints.
 */
#ifndef KEXEC_ERROR_H
#define KEXEC_ERROR_H

/**
 * struct error - what went wrong, in words
 * @text: "FILE: what is wrong (what was expected)", without a newline
 */
struct error {
	char text[1024];
};

/**
 * fail() - say what went wrong
 * @error: to be filled; what it held is lost
 * @format: as for printf
 *
 * Return: -1, so that a caller can return what this returns.
 */
int fail(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * fail_errno() - the same, with errno's words behind it
 * @error: to be filled
 * @format: as for printf
 *
 * Return: -1
 */
int fail_errno(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
