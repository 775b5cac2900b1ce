/* SPDX-License-Identifier: GPL-2.0-only */
/* What a multiboot kernel is given besides itself: --module="FILE WORDS". */
#ifndef KEXEC_ARCH_X86_MULTIBOOT_MODULES_H
#define KEXEC_ARCH_X86_MULTIBOOT_MODULES_H

#include "kexec/load/loader.h"

/**
 * struct module - one of them
 * @words: "FILE WORDS", as it was given
 * @start: of its content, physical, at the start of a page
 * @end: behind it
 */
struct module {
	const char *words;
	uint64_t start;
	uint64_t end;
};

/**
 * struct modules - all of them
 * @list: kept by the load; NULL without any
 * @count: of @list
 */
struct modules {
	struct module *list;
	size_t count;
};

/**
 * modules_place() - read all modules, unpack those that are packed, place them
 * @modules: to be filled
 * @load: on its way
 * @error: filled on failure
 *
 * They lie in one segment, in the order in which they were given.
 * Return: 0 or -1.
 */
int modules_place(struct modules *modules, struct load *load, struct error *error);

#endif
