/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of the running machine that an elfcorehdr describes. */
#ifndef KEXEC_CORE_CORE_INFO_H
#define KEXEC_CORE_CORE_INFO_H

#include <stdbool.h>

#include "kernel_mappings.h"
#include "kexec/machine/machine.h"

/**
 * struct core_info - contents of the elfcorehdr
 * @ram: System RAM in the core file, without that of the crash kernel
 * @notes: physical ranges of ELF notes: crash_notes of each CPU, then vmcoreinfo; owned
 * @note_count: number of entries in @notes
 * @mappings: virtual addresses of the kernel image and of the direct map
 */
struct core_info {
	struct ranges ram;
	struct range *notes;
	size_t note_count;
	struct kernel_mappings mappings;
};

/**
 * core_info_read() - read the contents of the elfcorehdr from /proc and /sys
 * @info: to be filled; to be given to core_info_free()
 * @machine: running machine, with its crash kernel region
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int core_info_read(struct core_info *info, const struct machine *machine, struct error *error);

/* Frees the members and leaves the struct empty. */
void core_info_free(struct core_info *info);

/**
 * parse_crash_notes() - parse the address in /sys/devices/system/cpu/cpuN/crash_notes
 * @text: one line, hexadecimal
 * @address: physical address of the notes
 *
 * Return: 0, or -1 if @text is anything else.
 */
int parse_crash_notes(const char *text, uint64_t *address);

/**
 * parse_vmcoreinfo() - parse the address and size in /sys/kernel/vmcoreinfo
 * @text: one line, both hexadecimal
 * @range: physical range of the note
 *
 * Return: 0, or -1 if @text is anything else or the range is empty.
 */
int parse_vmcoreinfo(const char *text, struct range *range);

#endif
