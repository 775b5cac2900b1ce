/* SPDX-License-Identifier: GPL-2.0-only */
/* The meaning of an errno of kexec_load(2) and kexec_file_load(2). */
#ifndef KEXEC_LOAD_REFUSAL_H
#define KEXEC_LOAD_REFUSAL_H

#include "loader.h"

/**
 * refusal_of_load() - explain why the running kernel refused to load a kernel
 * @call: name of the system call, which has set errno
 * @request: the kernel that was to be loaded
 * @error: to be filled
 *
 * Return: -1.
 */
int refusal_of_load(const char *call, const struct load_request *request, struct error *error);

/**
 * refusal_of_unload() - explain why the running kernel refused to unload a kernel
 * @call: name of the system call, which has set errno
 * @panic: the crash kernel was to be unloaded
 * @error: to be filled
 *
 * Return: -1.
 */
int refusal_of_unload(const char *call, bool panic, struct error *error);

#endif
