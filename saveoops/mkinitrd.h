/* SPDX-License-Identifier: GPL-2.0-only */
/* The capture kernel's initramfs. */
#ifndef SAVEOOPS_MKINITRD_H
#define SAVEOOPS_MKINITRD_H

#include <stdbool.h>
#include <stddef.h>

#include "util_lib/error.h"

/**
 * struct mkinitrd_request - what is to be in it, beside saveoops itself
 * @out: the file to make
 * @modules: files of kernel modules, packed or not, in the order to be loaded
 * @module_count: of them
 * @adds: FILE or FILE:PATH; without PATH it's FILE's own
 * @add_count: of them
 * @vmcore: with makedumpfile
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
 * mkinitrd() - make the initramfs
 * @request: what is to be in it
 * @error: filled on failure; then there is no file
 *
 * A gzipped cpio archive, whose bytes depend on those of the files and nothing else.
 *
 * Return: 0 or -1.
 */
int mkinitrd(const struct mkinitrd_request *request, struct error *error);

#endif
