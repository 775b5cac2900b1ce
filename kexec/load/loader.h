/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * File types that can be loaded: one loader each, in a file of its own, and one
 * table of them all.  What they share is in load.c; what the user asked for is
 * in a struct load_request.
 */
#ifndef KEXEC_LOAD_LOADER_H
#define KEXEC_LOAD_LOADER_H

#include <stdbool.h>

#include "include/purgatory_info.h"
#include "util_lib/file.h"
#include "kexec/machine/machine.h"
#include "purgatory_copy.h"
#include "segments.h"

/* Options that not every file type takes. */
enum loader_option {
	LOADER_COMMAND_LINE = 1 << 0, /* --command-line, --append */
	LOADER_REUSE_CMDLINE = 1 << 1,
	LOADER_INITRD = 1 << 2, /* --initrd, --ramdisk */
	LOADER_REUSE_INITRD = 1 << 3,
	LOADER_MODULE = 1 << 4,
	LOADER_DTB = 1 << 5,
	LOADER_ARGS = 1 << 6, /* --args-elf, --args-linux, --args-none */
	LOADER_REAL_MODE = 1 << 7,
	LOADER_ENTRY_32BIT = 1 << 8,
};

/* How an ELF file is told its arguments. */
enum elf_arguments {
	ARGUMENTS_ELF,
	ARGUMENTS_LINUX,
	ARGUMENTS_NONE,
};

/* Which system call loads. */
enum load_way {
	LOAD_AUTO, /* kexec_file_load(), and if it can't, kexec_load() */
	LOAD_FILE,
	LOAD_SEGMENTS,
};

/**
 * struct names - words of the command line
 * @list: owned, its words are not
 * @count: of @list
 */
struct names {
	const char **list;
	size_t count;
};

/**
 * struct load_request - what the user wants to be loaded, and how
 * @kernel: file name
 * @type: name of the file's type; NULL: what it looks like
 * @way: by which system call
 * @panic: as crash kernel
 * @given: LOADER_*: those options that were given
 * @initrds: file names, in order
 * @command_line: NULL if there's none
 * @reuse_command_line: that of the running kernel in front of it
 * @reuse_initrd: that of the running kernel
 * @modules: each "FILE WORDS"
 * @dtb: file name or NULL
 * @arguments: for ELF files
 * @real_mode: enter in 16-bit mode
 * @entry_32bit: enter in 32-bit mode
 * @entry: where to enter instead, or to jump back to; 0: nowhere
 * @mem_min: place nothing below
 * @mem_max: nor above; the last byte that may be used
 * @no_checks: without a digest
 * @preserve_context: KEXEC_PRESERVE_CONTEXT
 * @jump_back: nothing but the way back into a kernel that was left
 * @hotplug: the crash kernel's core header is the running kernel's to update
 * @no_cma: KEXEC_FILE_NO_CMA
 * @force_dtb: KEXEC_FILE_FORCE_DTB
 * @reset_vga: the purgatory puts the VGA into text mode
 * @reuse_video_type: leave the screen's type as the running kernel got it
 * @no_efi: no EFI in the next kernel
 * @memmap_words: tell the crash kernel of its memory by memmap=
 * @elf32_core: --elf32-core-headers, for which x86_64 has no use
 * @elf64_core: --elf64-core-headers, which is what x86_64 has anyway
 * @consoles: PURGATORY_CONSOLE_*
 * @serial_port: of the purgatory's messages
 * @serial_divisor: of 115200 Bd; 0: leave the speed alone
 * @no_sync: don't write what is cached to the disks before the next kernel is entered
 * @no_interfaces_down: nor take network interfaces down
 * @dry_run: all but the system call
 * @debug: tell what is done, on standard error
 * @json: print for a program, not for a person
 */
struct load_request {
	const char *kernel;
	const char *type;
	enum load_way way;
	bool panic;
	uint32_t given;
	struct names initrds;
	const char *command_line;
	bool reuse_command_line;
	bool reuse_initrd;
	struct names modules;
	const char *dtb;
	enum elf_arguments arguments;
	bool real_mode;
	bool entry_32bit;
	uint64_t entry;
	uint64_t mem_min;
	uint64_t mem_max;
	bool no_checks;
	bool preserve_context;
	bool jump_back;
	bool hotplug;
	bool no_cma;
	bool force_dtb;
	bool reset_vga;
	bool reuse_video_type;
	bool no_efi;
	bool memmap_words;
	bool elf32_core;
	bool elf64_core;
	uint32_t consoles;
	uint16_t serial_port;
	uint16_t serial_divisor;
	bool no_sync;
	bool no_interfaces_down;
	bool dry_run;
	bool debug;
	bool json;
};

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

/* All of them, in the order in which they are asked; NULL behind the last. */
extern const struct loader *const loaders[];

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
