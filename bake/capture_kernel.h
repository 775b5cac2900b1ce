/* SPDX-License-Identifier: GPL-2.0-only */
/* The capture kernel's file, read. */
#ifndef BAKE_CAPTURE_KERNEL_H
#define BAKE_CAPTURE_KERNEL_H

#include <stdbool.h>

#include "kexec/image/uki.h"
#include "util_lib/error.h"
#include "util_lib/file.h"

struct bake_arch;

/**
 * struct capture_kernel - the capture kernel, as read
 * @is_elf: the kernel is an ELF file, which no UKI holds
 * @type: type of its file, for messages
 * @file: bytes of the kernel
 * @inside: all else that was in its file
 * @version: version and build of the kernel, for people; not terminated
 * @version_size: length of @version
 * @size: bytes that are stored of the kernel
 * @memory_size: bytes that the kernel needs from its start on, @size included
 * @relocatable: the kernel runs at any multiple of @alignment from @preferred on, and not
 *	at @preferred alone
 * @preferred: lowest physical address where the kernel runs
 * @alignment: a power of two, of which each place of a relocatable image is a multiple
 * @arch: what the architecture keeps for the bake, up to bake_arch_free_kernel()
 */
struct capture_kernel {
	const char *type;
	bool is_elf;
	struct blob file;
	struct uki inside;
	const char *version;
	size_t version_size;
	uint64_t size;
	uint64_t memory_size;
	bool relocatable;
	uint64_t preferred;
	uint64_t alignment;
	struct bake_arch *arch;
};

/**
 * capture_kernel_read() - read the capture kernel from any type of file
 * @kernel: to be filled; freed by capture_kernel_free()
 * @name: file name
 * @error: filled on failure; then @kernel is empty
 *
 * Return: 0, or -1 with @error filled.
 */
int capture_kernel_read(struct capture_kernel *kernel, const char *name, struct error *error);

/**
 * capture_kernel_free() - free a kernel's memory
 * @kernel: as read, or empty; empty afterwards
 */
void capture_kernel_free(struct capture_kernel *kernel);

#endif
