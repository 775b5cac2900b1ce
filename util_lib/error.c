// SPDX-License-Identifier: GPL-2.0-only
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static void fill_error(struct error *error, int status,
							     const char *format, va_list args)
{
	vsnprintf(error->text, sizeof(error->text), format, args);
	error->status = status;
}

int fail(struct error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill_error(error, STATUS_FAILED, format, args);
	va_end(args);
	return -1;
}

int fail_with(struct error *error, int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fill_error(error, status, format, args);
	va_end(args);
	return -1;
}

int fail_errno(struct error *error, const char *format, ...)
{
	int number = errno;
	va_list args;
	size_t used;

	va_start(args, format);
	fill_error(error, STATUS_FAILED, format, args);
	va_end(args);
	used = strlen(error->text);
	snprintf(error->text + used, sizeof(error->text) - used, ": %s", strerror(number));
	return -1;
}
