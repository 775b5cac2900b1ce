/* SPDX-License-Identifier: GPL-2.0-only */
/* At which virtual addresses the running kernel sees what. */
#ifndef KEXEC_CORE_KERNEL_MAPPINGS_H
#define KEXEC_CORE_KERNEL_MAPPINGS_H

#include <libelf.h>
#include <stdbool.h>

#include "util_lib/error.h"
#include "util_lib/ranges.h"

/**
 * struct crash_mappings - the running kernel's mappings that a core file needs
 * @direct_map: where physical address 0 is mapped with all of RAM; 0 if it isn't known
 * @text: where the kernel itself is mapped, from _text to _end; empty if it
 *	  isn't known
 * @text_physical: where @text lies
 */
struct crash_mappings {
	uint64_t direct_map;
	struct range text;
	uint64_t text_physical;
};

/**
 * crash_mappings_read() - find them
 * @mappings: to be filled
 * @error: filled on failure
 *
 * Fails only if what's there can't be right: programs that read core files
 * find out for themselves what isn't known here, if they can.  Return: 0 or -1.
 */
int crash_mappings_read(struct crash_mappings *mappings, struct error *error);

/**
 * crash_mappings_of_kcore() - what /proc/kcore's program headers say
 * @mappings: to be filled
 * @elf: the file
 * @code: physical address of _text; 0 if it isn't known
 * @error: filled if it's no core file
 *
 * Return: 0 or -1.
 */
int crash_mappings_of_kcore(struct crash_mappings *mappings, Elf *elf, uint64_t code,
			    struct error *error);

/**
 * crash_symbol() - a symbol's address
 * @text: as /proc/kallsyms has it; it's changed
 * @name: of the symbol
 *
 * Return: 0 if it's not there, or hidden from the user.
 */
uint64_t crash_symbol(char *text, const char *name);

#endif
