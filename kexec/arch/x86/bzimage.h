/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Linux/x86 kernel as it lies in /boot: Documentation/x86/boot.rst, boot
 * protocol 2.12 and later, to be entered by its 64-bit entry.
 */
#ifndef KEXEC_ARCH_X86_BZIMAGE_H
#define KEXEC_ARCH_X86_BZIMAGE_H

#include <stdbool.h>

#include "util_lib/file.h"
#include "kexec/load/segments.h"

/**
 * struct bzimage - what the setup header says, checked; boot.rst, "Details of
 *		    Header Fields"
 * @setup_header: the setup header's first byte, at 0x1f1 of the file
 * @setup_header_size: in bytes
 * @setup: the setup code, which is what the file begins with
 * @setup_size: in bytes
 * @kernel: the protected-mode kernel
 * @kernel_size: "syssize", in bytes
 * @entry_64: from @kernel
 * @entry_32: from @kernel
 * @protocol: "version": major in the high byte
 * @alignment: "kernel_alignment", in bytes
 * @relocatable: "relocatable_kernel"
 * @xloadflags: "xloadflags"
 * @initrd_max: "initrd_addr_max": the last byte that its initrd may have where
 *		it's entered in 32-bit mode
 * @command_line_max: "cmdline_size", in bytes, without the final zero
 * @preferred: "pref_address"; a relocatable kernel runs no lower than this
 * @init_size: "init_size": bytes that it needs from its start on
 * @payload: "payload_offset": the packed vmlinux in @kernel
 * @payload_size: "payload_length"; 0 if the header names none
 * @version: "kernel_version"; not terminated
 * @version_size: its length
 */
struct bzimage {
	const uint8_t *setup_header;
	size_t setup_header_size;
	const uint8_t *setup;
	uint64_t setup_size;
	const uint8_t *kernel;
	uint64_t kernel_size;
	uint64_t entry_64;
	uint64_t entry_32;
	uint16_t protocol;
	uint64_t alignment;
	bool relocatable;
	uint16_t xloadflags;
	uint32_t initrd_max;
	uint32_t command_line_max;
	uint64_t preferred;
	uint64_t init_size;
	const uint8_t *payload;
	uint64_t payload_size;
	const char *version;
	size_t version_size;
};

/**
 * bzimage_parse() - look at a kernel file
 * @image: to be filled; points into @file
 * @name: of the file, for messages
 * @file: its bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 if it's no kernel that this program can start.
 */
int bzimage_parse(struct bzimage *image, const char *name, const struct blob *file,
		  struct error *error);

/**
 * bzimage_parse_any() - the same for a kernel that may have a 32-bit entry only
 * @image: to be filled; points into @file
 * @name: of the file, for messages
 * @file: its bytes
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bzimage_parse_any(struct bzimage *image, const char *name, const struct blob *file,
		      struct error *error);

/**
 * bzimage_is_one() - does it look like one, whether it can be started or not?
 * @file: its bytes
 */
bool bzimage_is_one(const struct blob *file);

/**
 * struct linux_parts - what x86_place_*() put where
 * @boot_params: address of the zero page
 * @command_line: address
 * @initrd: address; 0 without one
 * @kernel: address
 */
struct linux_parts {
	uint64_t boot_params;
	uint64_t command_line;
	uint64_t initrd;
	uint64_t kernel;
};

/**
 * x86_check_command_line() - does the kernel take one that long?
 * @image: parsed
 * @name: of the kernel file, for messages
 * @command_line: as it will be passed
 * @spare: bytes that the purgatory may add to it
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int x86_check_command_line(const struct bzimage *image, const char *name, const char *command_line,
			   uint32_t spare, struct error *error);

/**
 * x86_place_params() - the zero page and the command line
 * @segments: where to place them
 * @image: parsed
 * @name: of the kernel file, for messages
 * @command_line: as it will be passed
 * @spare: bytes that the purgatory may add to it
 * @boot_params: X86_ZERO_PAGE_SIZE bytes that live as long as @segments; they
 *               are filled by x86_fill_boot_params()
 * @parts: their addresses
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int x86_place_params(struct segments *segments, const struct bzimage *image, const char *name,
		     const char *command_line, uint32_t spare, uint8_t *boot_params,
		     struct linux_parts *parts, struct error *error);

/**
 * x86_place_kernel() - the protected-mode kernel, where it can run
 * @segments: where to place it
 * @image: parsed
 * @name: of the kernel file, for messages
 * @parts: its address
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int x86_place_kernel(struct segments *segments, const struct bzimage *image, const char *name,
		     struct linux_parts *parts, struct error *error);

/**
 * x86_fill_boot_params() - write the zero page, all but what only the running
 *			    machine knows
 * @boot_params: X86_ZERO_PAGE_SIZE bytes
 * @image: parsed
 * @parts: all placed
 * @initrd_size: in bytes; 0 without one
 */
void x86_fill_boot_params(uint8_t *boot_params, const struct bzimage *image,
			  const struct linux_parts *parts, uint64_t initrd_size);

#endif
