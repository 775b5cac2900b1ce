/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel means by an errno of kexec_load(2) and kexec_file_load(2). */
#ifndef KEXEC_LOAD_REFUSAL_H
#define KEXEC_LOAD_REFUSAL_H

#include "loader.h"

/**
 * refusal_of_load() - say in words why it wouldn't load
 * @call: name of the system call, which has set errno
 * @request: what was to be loaded
 * @error: to be filled
 *
 * Return: -1
 */
int refusal_of_load(const char *call, const struct load_request *request, struct error *error);

/**
 * refusal_of_unload() - the same where there was something to be unloaded
 * @call: name of the system call, which has set errno
 * @panic: was it the crash kernel?
 * @error: to be filled
 *
 * Return: -1
 */
int refusal_of_unload(const char *call, bool panic, struct error *error);

#endif
