/* SPDX-License-Identifier: GPL-2.0-only */
/* --dry-run and --debug: printing the arguments of the system call that loads. */
#ifndef KEXEC_LOAD_DRY_RUN_H
#define KEXEC_LOAD_DRY_RUN_H

#include "loader.h"

/**
 * dry_run_segments() - print the arguments of kexec_load(2)
 * @load: with all segments placed
 * @loader: loader of the kernel file
 * @entry: physical address that is entered
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dry_run_segments(const struct load *load, const struct loader *loader, uint64_t entry,
		     struct error *error);

/**
 * dry_run_file() - print the arguments of kexec_file_load(2)
 * @load: with its command line and initrd
 * @flags: KEXEC_FILE_*
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dry_run_file(const struct load *load, uint64_t flags, struct error *error);

/**
 * debug_segments() - print the memory map and the placed segments on standard error
 * @load: with all segments placed
 */
void debug_segments(const struct load *load);

#endif
