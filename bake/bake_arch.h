/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that bake/ requires of an architecture.  The program links one implementation, from
 * bake/arch/ARCH/.  validate.h declares those that kexec_bake_validate() requires.
 */
#ifndef BAKE_BAKE_ARCH_H
#define BAKE_BAKE_ARCH_H

#include "bake.h"
#include "capture_kernel.h"
#include "find_image.h"
#include "include/purgatory_info.h"
#include "kexec/load/segments.h"

/* --- the request -------------------------------------------------------------------- */

/**
 * bake_arch_check_request() - check that a region may be at the requested address
 * @request: address and size are multiples of a page
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_check_request(const struct bake_request *request, struct error *error);

/**
 * bake_arch_check_region() - check that a region is not too large for its address
 * @address: address of the region
 * @size: size of the region, in bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_check_region(uint64_t address, uint64_t size, struct error *error);

/* --- the capture kernel -------------------------------------------------------------- */

/**
 * bake_arch_read_kernel() - read a kernel file of this architecture
 * @kernel: only its file is set, to the kernel's bytes; to be filled
 * @name: file name, for messages
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_read_kernel(struct capture_kernel *kernel, const char *name, struct error *error);

/**
 * bake_arch_free_kernel() - free the architecture's part of a kernel
 * @kernel: as read, or empty
 */
void bake_arch_free_kernel(struct capture_kernel *kernel);

/* --- layout and content -------------------------------------------------------------- */

/**
 * struct bake_layout - physical addresses of the parts
 * @command_line: address of the command line
 * @fixups: address of the fix-ups; 0 without them
 * @handoff: address of the hand-off block
 * @initrd: address of the initrd, which the space for the oops archive follows
 * @kernel: address of the kernel
 */
struct bake_layout {
	uint64_t command_line;
	uint64_t fixups;
	uint64_t handoff;
	uint64_t initrd;
	uint64_t kernel;
};

/**
 * bake_arch_place_parts() - place the command line and the parts of this architecture
 * @kernel: the capture kernel
 * @name: file name of the kernel, for messages
 * @command_line: command line of the capture kernel; KEXEC_BAKE_ADDED_PARAMETER_MAX more bytes are
 *	reserved for it
 * @segments: where the parts are placed, directly after the header
 * @layout: its @command_line is filled
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_place_parts(const struct capture_kernel *kernel, const char *name,
			  const char *command_line, struct segments *segments,
			  struct bake_layout *layout, struct error *error);

/**
 * bake_arch_place_kernel() - place the kernel where it can run
 * @kernel: the capture kernel
 * @name: file name of the kernel, for messages
 * @segments: where the kernel is placed, after all other parts
 * @layout: its @kernel is filled
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_place_kernel(const struct capture_kernel *kernel, const char *name,
			   struct segments *segments, struct bake_layout *layout,
			   struct error *error);

/**
 * bake_arch_describe() - fill the architecture's part of the header
 * @kernel: the capture kernel, placed
 * @h: header, with its load_addr
 */
void bake_arch_describe(const struct capture_kernel *kernel, struct kexec_bake_header *h);

/**
 * bake_arch_list_fixups() - list the 8-byte fields that hold an absolute address
 * @h: header, complete except for its fixups
 * @fixups: space for KEXEC_BAKE_FIXUPS_MAX offsets
 *
 * The purgatory relocates its struct purgatory_info itself, so that needs no fix-ups.
 *
 * Return: the number of offsets.
 */
size_t bake_arch_list_fixups(const struct kexec_bake_header *h, uint64_t *fixups);

/**
 * bake_arch_fill_parts() - write the content of the parts of this architecture
 * @kernel: the capture kernel, placed
 * @h: header
 * @layout: addresses of all parts
 * @info: its entry and the addresses of these parts are filled
 */
void bake_arch_fill_parts(const struct capture_kernel *kernel, const struct kexec_bake_header *h,
			  const struct bake_layout *layout, struct purgatory_info *info);

/* --- a finished image ----------------------------------------------------------------- */

/**
 * bake_arch_find_payload() - find the vmlinux in a compressed kernel
 * @found: image whose file is the kernel; its container is filled
 * @path: file name
 * @payload: to be filled; points into @found and is not owned
 * @error: filled on failure, also for a file that cannot hold an image
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_find_payload(struct found_image *found, const char *path, struct blob *payload,
			   struct error *error);

/**
 * bake_arch_verify() - check the content of the parts of this architecture
 * @found: an image whose digests match
 * @info: the purgatory's struct purgatory_info
 * @path: file name
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_arch_verify(const struct found_image *found, const struct purgatory_info *info,
		     const char *path, struct error *error);

/**
 * struct bake_part - a part of the region, for --bake-info
 * @name: name of the part
 * @extent: extent of the part; its size is 0 if the part is absent
 * @sealed: the digest covers it
 */
struct bake_part {
	const char *name;
	struct kexec_bake_extent extent;
	bool sealed;
};

#define BAKE_ARCH_PARTS_MAX 3

/**
 * bake_arch_list_parts() - list the parts that only this architecture has
 * @h: header
 * @parts: space for BAKE_ARCH_PARTS_MAX parts; in order, all before the command line
 *
 * Return: the number of parts.
 */
size_t bake_arch_list_parts(const struct kexec_bake_header *h, struct bake_part *parts);

/**
 * bake_arch_print_table() - print the architecture's rows of --bake-info
 * @h: header
 */
void bake_arch_print_table(const struct kexec_bake_header *h);

/**
 * bake_arch_print_json() - print the architecture's members, each followed by a comma
 * @h: header
 */
void bake_arch_print_json(const struct kexec_bake_header *h);

#endif
