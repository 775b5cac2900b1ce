/* SPDX-License-Identifier: GPL-2.0-only */
/* File types that are known by their first bytes, and why they aren't loaded. */
#ifndef KEXEC_IMAGE_UNSUPPORTED_H
#define KEXEC_IMAGE_UNSUPPORTED_H

#include "util_lib/file.h"

/**
 * unsupported_file() - is it of a type that's left out on purpose?
 * @file: its bytes
 *
 * Return: what it is and why it isn't loaded, or NULL.
 */
const char *unsupported_file(const struct blob *file);

/**
 * unsupported_type() - the same for the name of a type, as kexec-tools has it
 * @name: of the type
 *
 * Return: what it is and why it isn't loaded, or NULL.
 */
const char *unsupported_type(const char *name);

#endif
