/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel on its way into memory. */
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
 * struct load - a kernel on its way into memory
 * @request: what is wanted
 * @machine: where it is to run
 * @file: the kernel file, unpacked
 * @taken_apart: @file was only a part of what lies on the disk
 * @command_line: of the next kernel, whole
 * @default_command_line: what the file has for one; NULL without
 * @initrd: all initrds in one; no bytes without one
 * @initrd_inside: those of its bytes that were in the kernel file
 * @device_tree: for the next kernel; no bytes without one
 * @own: with --load-preserve-context, all memory that is the next kernel's
 * @elfcorehdr: where the crash kernel's core header lies; empty without one
 * @segments: what is placed; its room is what may be used
 * @purgatory: to be placed by the loader, with load_place_purgatory(); if it isn't,
 *	       the kernel is entered as the running one leaves the CPU
 * @orders: for the purgatory: the loader fills entry, mode, boot_params and
 *	    registers; all else is done for it
 * @kept: memory that is given back with all the rest, see load_keep()
 */
struct load {
	const struct load_request *request;
	struct machine machine;
	struct blob file;
	bool taken_apart;
	char *command_line;
	char *default_command_line;
	struct blob initrd;
	size_t initrd_inside;
	struct blob device_tree;
	struct ranges own;
	struct range elfcorehdr;
	struct segments segments;
	struct purgatory purgatory;
	struct purgatory_info orders;
	struct kept *kept;
};

/**
 * load_keep() - let a load own memory
 * @load: with which it's given back
 * @size: in bytes, not 0
 * @error: filled on failure
 *
 * Return: zeros, or NULL.
 */
void *load_keep(struct load *load, size_t size, struct error *error);

/* Gives back all of it. */
void load_free_kept(struct load *load);

/**
 * load_bound_memory() - keep placing within what the user and the context allow
 * @load: with its free memory found
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_bound_memory(struct load *load, struct error *error);

/**
 * load_stay_below_4gib() - nothing that is placed from here on lies above 4 GiB
 * @load: on its way; unless mode is PURGATORY_64BIT, all of it must
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_stay_below_4gib(struct load *load, struct error *error);

/**
 * load_place_purgatory() - place the purgatory
 * @load: on its way
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int load_place_purgatory(struct load *load, struct error *error);

#endif
