/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of a Multiboot2 kernel (Multiboot2 Specification 2.0, 3.1). */
#ifndef KEXEC_ARCH_X86_MULTIBOOT2_HEADER_H
#define KEXEC_ARCH_X86_MULTIBOOT2_HEADER_H

#include <stdbool.h>

#include "multiboot.h"

/* Types of the tags of the boot information that kexec writes: "3.6 Boot information format". */
enum multiboot2_info_tag {
	INFO_END = 0,
	INFO_COMMAND_LINE = 1,
	INFO_LOADER_NAME = 2,
	INFO_MODULE = 3,
	INFO_MEMORY = 4,
	INFO_MAP = 6,
	INFO_LOAD_BASE = 21,
};

/* The alignment of each tag in the header and in the boot information. */
#define MULTIBOOT2_TAG_ALIGN 8

/**
 * struct multiboot2_header - the requests of a kernel's header
 * @offset: offset of the header in the file
 * @has_addresses: the header has @addresses
 * @addresses: load addresses
 * @has_entry: the header has @entry
 * @entry: physical address of the entry
 * @is_relocatable: the kernel may be loaded at other addresses than its own
 * @min: lowest address of a relocatable kernel
 * @max: address above which a relocatable kernel must not reach
 * @align: alignment of a relocatable kernel, a power of two, or 0
 */
struct multiboot2_header {
	size_t offset;
	bool has_addresses;
	struct multiboot_addresses addresses;
	bool has_entry;
	uint32_t entry;
	bool is_relocatable;
	uint32_t min, max, align;
};

/**
 * multiboot2_has_header() - tell a file with a Multiboot2 header from any other file
 * @file: bytes of the file
 */
bool multiboot2_has_header(const struct blob *file);

/**
 * multiboot2_read_header() - find, read and check the header
 * @header: filled
 * @name: name of the file, for messages
 * @file: bytes of the file
 * @error: filled on failure, for example if the header requests a feature that kexec lacks
 *
 * Return: 0, or -1 with @error filled.
 */
int multiboot2_read_header(struct multiboot2_header *header, const char *name,
			   const struct blob *file, struct error *error);

#endif
