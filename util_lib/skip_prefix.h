/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef UTIL_LIB_SKIP_PREFIX_H
#define UTIL_LIB_SKIP_PREFIX_H

#include <stddef.h>
#include <string.h>

/**
 * skip_prefix() - get the part of a string that follows a prefix
 * @text: string
 * @prefix: prefix, "KEY=" for example
 *
 * Return: the rest of @text, or NULL if it does not start with @prefix.
 */
static inline const char *skip_prefix(const char *text, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(text, prefix, size) ? NULL : text + size;
}

#endif
