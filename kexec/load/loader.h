/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * File types that can be loaded.  Each has a struct loader, and arch_loaders is the architecture's
 * table of them.
 */
#ifndef KEXEC_LOAD_LOADER_H
#define KEXEC_LOAD_LOADER_H

#include <stdbool.h>

#include "util_lib/file.h"

#include "load.h"
#include "request.h"

/* A loader's verdict on a file. */
enum probe {
	PROBE_NO,     /* the file is of another type */
	PROBE_YES,    /* the loader can load the file */
	PROBE_BROKEN, /* the file is of the loader's type, but cannot be loaded */
};

/**
 * struct loader - a file type
 * @name: argument of --type
 * @title: description in --help
 * @options: LOADER_*: options that it takes
 * @check_for_kernel: explains the cases in which kexec_file_load(2) would refuse the file with an
 *	errno alone; returns 0 or -1; NULL if that call does not load such files
 * @probe: examines a file; unless the verdict is PROBE_YES, @error has the reason
 * @open: extracts the kernel from a file that contains more than a kernel: leaves the kernel in
 *	load->file, and the file's command line and initrd in @load, to be combined with the user's;
 *	returns 0 or -1; NULL if the file is a kernel and nothing else
 * @load: places the segments and fills load->purgatory_info; the segments' content must live as
 *	long as @load, see load_keep(); returns 0 or -1
 */
struct loader {
	const char *name;
	const char *title;
	uint32_t options;
	int (*check_for_kernel)(const struct load *load, struct error *error);
	enum probe (*probe)(const struct load_request *request, const struct blob *file,
			    struct error *error);
	int (*open)(struct load *load, struct error *error);
	int (*load)(struct load *load, struct error *error);
};

/**
 * loader_find() - find the loader for a file
 * @request: the file's type, if the user named it, and the options that the loader must take
 * @file: decompressed file
 * @error: filled if there is no loader, or if the loader does not take an option
 *
 * Return: a loader, or NULL with @error filled.
 */
const struct loader *loader_find(const struct load_request *request, const struct blob *file,
				 struct error *error);

#endif
