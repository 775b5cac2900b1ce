/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * File types that can be loaded: one loader each, in a file of its own, and one
 * table of them all.  What they share is in load.c; what the user asked for is
 * in a struct load_request.
 */
#ifndef KEXEC_LOAD_LOADER_H
#define KEXEC_LOAD_LOADER_H

#include <stdbool.h>

#include "util_lib/file.h"

#include "load.h"
#include "request.h"

/* What a loader thinks of a file. */
enum probe {
	PROBE_NO, /* it's of another type */
	PROBE_YES,
	PROBE_BROKEN, /* it's of this type, but can't be loaded */
};

/**
 * struct loader - a file type
 * @name: as --type has it
 * @title: for --help
 * @options: LOADER_*: those that it takes
 * @check_for_kernel: whether kexec_file_load() would refuse the file, as it is, with no more
 *		      than a number; NULL: it takes no such file
 * @probe: looks at a file; unless it's PROBE_YES it says why in the error
 * @open: takes a file that holds more than a kernel apart: leaves the kernel in
 *	  load->file, and its words and its initrd where the user's are to join
 *	  them.  NULL if there's nothing to do.  Return: 0 or -1.
 * @load: places all that is to lie in memory and fills load->orders; contents
 *	  must live as long as the load, see load_keep().  Return: 0 or -1.
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
 * loader_find() - the loader for a file
 * @request: its type, if the user named it, and the options that it has to take
 * @file: unpacked
 * @error: filled if there's none, or it doesn't take an option
 *
 * Return: a loader or NULL.
 */
const struct loader *loader_find(const struct load_request *request, const struct blob *file,
				 struct error *error);

#endif
