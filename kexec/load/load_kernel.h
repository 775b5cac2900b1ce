/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading a kernel into the running one, by either system call. */
#ifndef KEXEC_LOAD_LOAD_KERNEL_H
#define KEXEC_LOAD_LOAD_KERNEL_H

#include "loader.h"

/**
 * load_run() - load a kernel
 * @request: which, and how
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_run(const struct load_request *request, struct error *error);

/**
 * load_segments() - load what is read by kexec_load(2)
 * @load: with its file, command line and initrd
 * @loader: for the file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_segments(struct load *load, const struct loader *loader, struct error *error);

/**
 * load_way_back() - load what jumps back into a kernel that was left
 * @load: empty; its request says where that kernel waits
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_way_back(struct load *load, struct error *error);

/**
 * load_file() - load what is read by kexec_file_load(2)
 * @load: with its file, command line and initrd
 * @loader: for the file
 * @can_not: set if it failed since the kernel has no such call, or doesn't know
 *	     such files
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_file(struct load *load, const struct loader *loader, bool *can_not, struct error *error);

#endif
