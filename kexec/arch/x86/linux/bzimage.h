/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bzImage, the format of a Linux/x86 kernel in /boot (Documentation/x86/boot.rst), of boot
 * protocol 2.12 and later.
 */
#ifndef KEXEC_ARCH_X86_BZIMAGE_H
#define KEXEC_ARCH_X86_BZIMAGE_H

#include <stdbool.h>

#include "kexec/load/segments.h"
#include "util_lib/file.h"

/**
 * struct bzimage - fields of the setup header, checked (boot.rst, "Details of Header Fields")
 * @setup_header: setup header, at offset 0x1f1 of the file
 * @setup_header_size: size of the setup header, in bytes
 * @setup: real-mode setup code, at the start of the file
 * @setup_size: size of the setup code, in bytes
 * @kernel: protected-mode kernel
 * @kernel_size: syssize, in bytes
 * @entry_64: offset of the 64-bit entry in @kernel
 * @entry_32: offset of the 32-bit entry in @kernel
 * @protocol: version, with the major number in the high byte
 * @alignment: kernel_alignment, in bytes
 * @relocatable: relocatable_kernel
 * @xloadflags: xloadflags
 * @initrd_max: initrd_addr_max, the highest address of a byte of the initrd for a kernel that is
 *	entered in 32-bit or real mode
 * @command_line_max: cmdline_size, in bytes, without the terminating zero
 * @preferred: pref_address, the lowest address at which the kernel runs
 * @init_size: init_size, the bytes that the kernel needs from its start on
 * @payload: compressed vmlinux in @kernel; NULL if the header names none
 * @payload_size: payload_length; 0 without @payload
 * @version: kernel_version, a string without a terminating zero
 * @version_size: length of @version
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
 * bzimage_parse() - parse and check a kernel that has a 64-bit entry
 * @image: filled; points into @file
 * @name: name of the file, for messages
 * @file: bytes of the file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bzimage_parse(struct bzimage *image, const char *name, const struct blob *file,
		  struct error *error);

/**
 * bzimage_parse_any() - parse and check a kernel that may have no 64-bit entry
 * @image: filled; points into @file
 * @name: name of the file, for messages
 * @file: bytes of the file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bzimage_parse_any(struct bzimage *image, const char *name, const struct blob *file,
		      struct error *error);

/**
 * is_bzimage_file() - tell a bzImage of any boot protocol from any other file
 * @file: bytes of the file
 */
bool is_bzimage_file(const struct blob *file);

/**
 * struct linux_parts - physical addresses of the segments of a Linux kernel
 * @boot_params: address of the zero page
 * @command_line: address of the command line
 * @initrd: address of the initrd; 0 without one
 * @kernel: address of the protected-mode kernel
 */
struct linux_parts {
	uint64_t boot_params;
	uint64_t command_line;
	uint64_t initrd;
	uint64_t kernel;
};

/**
 * x86_check_command_line() - check the command line against the kernel's cmdline_size
 * @image: parsed kernel
 * @name: name of the kernel file, for messages
 * @command_line: command line to be passed
 * @spare: bytes that the purgatory may add to the command line
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_check_command_line(const struct bzimage *image, const char *name, const char *command_line,
			   uint32_t spare, struct error *error);

/**
 * x86_place_boot_params() - place the zero page and the command line
 * @segments: list to which the segments are added
 * @image: parsed kernel
 * @name: name of the kernel file, for messages
 * @command_line: command line to be passed
 * @spare: bytes that the purgatory may add to the command line
 * @boot_params: X86_ZERO_PAGE_SIZE bytes that live as long as @segments, to be filled later by
 *	x86_fill_boot_params()
 * @parts: boot_params and command_line are set
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_place_boot_params(struct segments *segments, const struct bzimage *image, const char *name,
			  const char *command_line, uint32_t spare, uint8_t *boot_params,
			  struct linux_parts *parts, struct error *error);

/**
 * x86_place_kernel() - place the protected-mode kernel at an address where it can run
 * @segments: list to which the segment is added
 * @image: parsed kernel
 * @name: name of the kernel file, for messages
 * @parts: kernel is set
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_place_kernel(struct segments *segments, const struct bzimage *image, const char *name,
		     struct linux_parts *parts, struct error *error);

/**
 * x86_fill_boot_params() - write the zero page except for the fields that depend on the machine
 * @boot_params: X86_ZERO_PAGE_SIZE bytes
 * @image: parsed kernel
 * @parts: addresses of all segments
 * @initrd_size: size of the initrd in bytes; 0 without one
 */
void x86_fill_boot_params(uint8_t *boot_params, const struct bzimage *image,
			  const struct linux_parts *parts, uint64_t initrd_size);

#endif
