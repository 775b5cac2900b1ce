/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading a kernel into the running one, by either system call. */
#ifndef KEXEC_LOAD_LOAD_KERNEL_H
#define KEXEC_LOAD_LOAD_KERNEL_H

#include "loader.h"

/**
 * load_kernel() - load a kernel into the running one
 * @request: the kernel to load, and how to load it
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_kernel(const struct load_request *request, struct error *error);

/**
 * load_by_kexec_load() - place all segments and load them by kexec_load(2)
 * @load: with its file, command line and initrd
 * @loader: for the file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_by_kexec_load(struct load *load, const struct loader *loader, struct error *error);

/**
 * load_jump_back_segments() - load the jump back into a kernel that was left
 * @load: empty; its request names the address where that kernel waits
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_jump_back_segments(struct load *load, struct error *error);

/**
 * load_by_kexec_file_load() - hand the files to kexec_file_load(2)
 * @load: with its file, command line and initrd
 * @loader: for the file
 * @unsupported: set if kexec_load(2) may succeed, because the kernel lacks the call or the file's
 * type
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_by_kexec_file_load(struct load *load, const struct loader *loader, bool *unsupported,
			    struct error *error);

#endif
