/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading the capture kernel's file. */
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
 * @inside: the other content of its file
 * @version: version and build of the kernel, for display; not terminated
 * @version_size: length of @version
 * @size: stored size of the kernel, in bytes
 * @memory_size: bytes that the kernel needs from its start address on, including @size
 * @relocatable: the kernel runs at any multiple of @alignment from @preferred on; otherwise only at
 *	@preferred
 * @preferred: lowest physical address where the kernel runs
 * @alignment: alignment of a relocatable image's address, a power of two
 * @arch: the architecture's data, freed by bake_arch_free_kernel()
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
