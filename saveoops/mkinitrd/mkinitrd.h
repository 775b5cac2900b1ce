/* SPDX-License-Identifier: GPL-2.0-only */
/* The initramfs of the capture kernel. */
#ifndef SAVEOOPS_MKINITRD_MKINITRD_H
#define SAVEOOPS_MKINITRD_MKINITRD_H

#include <stdbool.h>
#include <stddef.h>

#include "util_lib/error.h"

/**
 * struct mkinitrd_request - contents of an initramfs, in addition to PID 1
 * @out: name of the initramfs to write
 * @modules: files of kernel modules, compressed or not, in load order
 * @module_count: number of modules
 * @adds: FILE or FILE:PATH; without PATH the name in the initramfs is FILE
 * @add_count: number of files
 * @vmcore: add makedumpfile
 */
struct mkinitrd_request {
	const char *out;
	const char *const *modules;
	size_t module_count;
	const char *const *adds;
	size_t add_count;
	bool vmcore;
};

/**
 * mkinitrd() - write an initramfs
 * @request: contents
 * @error: filled on failure; then no file is written
 *
 * The initramfs is a gzipped cpio archive.  The same input files give the same bytes.
 *
 * Return: 0, or -1 with @error filled.
 */
int mkinitrd(const struct mkinitrd_request *request, struct error *error);

#endif
