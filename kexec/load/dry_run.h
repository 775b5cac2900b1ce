/* SPDX-License-Identifier: GPL-2.0-only */
/* --dry-run and --debug: what would be loaded, or is, printed. */
#ifndef KEXEC_LOAD_DRY_RUN_H
#define KEXEC_LOAD_DRY_RUN_H

#include "loader.h"

/**
 * dry_run_segments() - what kexec_load(2) would be given
 * @load: all placed
 * @loader: of its file
 * @entry: physical address
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dry_run_segments(const struct load *load, const struct loader *loader, uint64_t entry,
		     struct error *error);

/**
 * dry_run_file() - what kexec_file_load(2) would be given
 * @load: with its command line and initrd
 * @flags: KEXEC_FILE_*
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dry_run_file(const struct load *load, uint64_t flags, struct error *error);

/**
 * debug_segments() - tell on standard error what is placed, and by what map
 * @load: all placed
 */
void debug_segments(const struct load *load);

#endif
