/* SPDX-License-Identifier: GPL-2.0-only */
/* File types that are recognized, so that a message can say why they are not loaded. */
#ifndef KEXEC_IMAGE_UNSUPPORTED_H
#define KEXEC_IMAGE_UNSUPPORTED_H

#include "util_lib/file.h"

/**
 * unsupported_file() - recognize a file of an unsupported type
 * @file: bytes of the file
 *
 * Return: the type and the reason, for a message; or NULL.
 */
const char *unsupported_file(const struct blob *file);

/**
 * unsupported_type() - recognize a --type of kexec-tools that is not supported
 * @name: name of the type
 *
 * Return: the type and the reason, for a message; or NULL.
 */
const char *unsupported_type(const char *name);

#endif
