/* SPDX-License-Identifier: GPL-2.0-only */
/* What of the running machine goes into a core header. */
#ifndef KEXEC_CORE_CORE_INFO_H
#define KEXEC_CORE_CORE_INFO_H

#include <stdbool.h>

#include "kernel_mappings.h"
#include "kexec/machine/machine.h"

/**
 * struct crash_facts - the running machine, as its core file is to show it
 * @ram: what memory of it
 * @notes: where ELF notes lie in that memory: each CPU's, then vmcoreinfo; owned
 * @note_count: of @notes
 * @mappings: at which virtual addresses the kernel saw it
 */
struct crash_facts {
	struct ranges ram;
	struct range *notes;
	size_t note_count;
	struct crash_mappings mappings;
};

/**
 * crash_facts_read() - look at the running machine
 * @facts: to be filled
 * @machine: for what is reserved for the crash kernel
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int crash_facts_read(struct crash_facts *facts, const struct machine *machine, struct error *error);

/* Gives back its memory; it's empty afterwards. */
void crash_facts_free(struct crash_facts *facts);

/**
 * crash_parse_address() - an address as crash_notes has it
 * @text: one line, hexadecimal
 * @address: where to put it
 *
 * Return: false if it's none.
 */
bool crash_parse_address(const char *text, uint64_t *address);

/**
 * crash_parse_range() - address and size as vmcoreinfo has them
 * @text: one line, both hexadecimal
 * @range: where to put them
 *
 * Return: false if it's none, or an empty one.
 */
bool crash_parse_range(const char *text, struct range *range);

#endif
