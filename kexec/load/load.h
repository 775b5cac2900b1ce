/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel that is being loaded. */
#ifndef KEXEC_LOAD_LOAD_H
#define KEXEC_LOAD_LOAD_H

#include "include/purgatory_info.h"
#include "kexec/machine/machine.h"
#include "util_lib/file.h"

#include "purgatory_copy.h"
#include "request.h"
#include "segments.h"

struct kept;

/**
 * struct load - a kernel that is being loaded
 * @request: the user's request
 * @machine: the running machine
 * @file: kernel file, unpacked
 * @is_extracted: @file was extracted from the file on disk
 * @command_line: complete command line of the next kernel
 * @default_command_line: command line in the kernel file, or NULL
 * @initrd: all initrds, concatenated; empty without any
 * @initrd_inside: size in bytes of the part of @initrd that came in the kernel file
 * @device_tree: device tree for the next kernel; empty without one
 * @own: with --load-preserve-context, all memory of the next kernel
 * @elfcorehdr: physical range of the crash kernel's elfcorehdr; empty without one
 * @segments: placed segments and free memory
 * @purgatory: placed by the loader with purgatory_place(); without it, the kernel is entered in the
 *	CPU state in which the running kernel leaves it
 * @purgatory_info: parameters of the purgatory; the loader fills the entry and the architecture's
 *	part, kexec/load all others
 * @kept: memory of load_keep()
 */
struct load {
	const struct load_request *request;
	struct machine machine;
	struct blob file;
	bool is_extracted;
	char *command_line;
	char *default_command_line;
	struct blob initrd;
	size_t initrd_inside;
	struct blob device_tree;
	struct ranges own;
	struct range elfcorehdr;
	struct segments segments;
	struct purgatory purgatory;
	struct purgatory_info purgatory_info;
	struct kept *kept;
};

/**
 * load_keep() - allocate memory that lives as long as a load
 * @load: kernel being loaded
 * @size: in bytes, not 0
 * @error: filled on failure
 *
 * Return: zeroed memory, or NULL.
 */
void *load_keep(struct load *load, size_t size, struct error *error);

/* Frees all memory of load_keep(). */
void load_free_kept(struct load *load);

/**
 * load_bound_memory() - limit free memory to --mem-min and --mem-max and to memory that may be
 * swapped
 * @load: with its free memory
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_bound_memory(struct load *load, struct error *error);

/**
 * load_stay_below_4gib() - limit free memory to addresses below 4 GiB
 * @load: kernel being loaded
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_stay_below_4gib(struct load *load, struct error *error);

#endif
