/* SPDX-License-Identifier: GPL-2.0-only */
/* Virtual addresses of the running kernel's image and direct map. */
#ifndef KEXEC_CORE_KERNEL_MAPPINGS_H
#define KEXEC_CORE_KERNEL_MAPPINGS_H

#include <libelf.h>
#include <stdbool.h>

#include "util_lib/error.h"
#include "util_lib/ranges.h"

/**
 * struct kernel_mappings - the running kernel's mappings that a core file needs
 * @direct_map: virtual address of physical address 0 (Linux, PAGE_OFFSET); 0 if unknown
 * @text: virtual range of the kernel image, from _text to _end; empty if unknown
 * @text_physical: physical address of @text
 */
struct kernel_mappings {
	uint64_t direct_map;
	struct range text;
	uint64_t text_physical;
};

/**
 * kernel_mappings_read() - read the mappings from /proc/kcore, /proc/kallsyms and /proc/iomem
 * @mappings: to be filled
 * @error: filled on failure
 *
 * An unknown address is not a failure: programs that read core files can often find it.  A file
 * that contradicts itself is a failure.
 *
 * Return: 0 or -1.
 */
int kernel_mappings_read(struct kernel_mappings *mappings, struct error *error);

/**
 * kernel_mappings_from_kcore() - read the program headers of /proc/kcore
 * @mappings: to be filled
 * @elf: the file
 * @code: physical address of _text; 0 if unknown
 * @error: filled if @elf is not a core file
 *
 * Return: 0 or -1.
 */
int kernel_mappings_from_kcore(struct kernel_mappings *mappings, Elf *elf, uint64_t code,
			       struct error *error);

/**
 * kallsyms_address() - look up a symbol
 * @text: content of /proc/kallsyms; split into lines in place
 * @name: name of the symbol
 *
 * Return: its address; 0 if it is missing, or hidden from the user (kptr_restrict).
 */
uint64_t kallsyms_address(char *text, const char *name);

#endif
