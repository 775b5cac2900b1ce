/* SPDX-License-Identifier: GPL-2.0-only */
/* The boot modules of a multiboot kernel: --module="FILE STRING". */
#ifndef KEXEC_ARCH_X86_MULTIBOOT_MODULES_H
#define KEXEC_ARCH_X86_MULTIBOOT_MODULES_H

#include "kexec/load/loader.h"

/**
 * struct multiboot_module - a boot module
 * @string: argument of the option, the file name included
 * @start: physical address of the content, at the start of a page
 * @end: physical address after the content
 */
struct multiboot_module {
	const char *string;
	uint64_t start;
	uint64_t end;
};

/**
 * struct multiboot_modules - the boot modules of a kernel
 * @list: modules in the order of the options; kept by the load; NULL without modules
 * @count: number of modules in @list
 */
struct multiboot_modules {
	struct multiboot_module *list;
	size_t count;
};

/**
 * multiboot_modules_place() - read, decompress and place the modules
 * @modules: filled
 * @load: kernel being loaded
 * @error: filled on failure
 *
 * All modules are in one segment, in the order of the options.
 *
 * Return: 0, or -1 with @error filled.
 */
int multiboot_modules_place(struct multiboot_modules *modules, struct load *load,
			    struct error *error);

#endif
