/* SPDX-License-Identifier: GPL-2.0-only */
/* The running machine. */
#ifndef KEXEC_MACHINE_MACHINE_H
#define KEXEC_MACHINE_MACHINE_H

#include <stdbool.h>

#include "util_lib/file.h"
#include "memory_map.h"

struct arch_machine;

/**
 * struct machine - the running machine, as far as loading the next kernel needs it
 * @map: the firmware's memory map, or the kernel's own if that is missing
 * @map_source: name of the file that @map is from, for messages
 * @crash: crash kernel region
 * @command_line: command line of the running kernel, without newline
 * @arch: the part that only its architecture has; owned
 */
struct machine {
	struct memory_map map;
	const char *map_source;
	struct ranges crash;
	char *command_line;
	struct arch_machine *arch;
};

/**
 * machine_read() - read the running machine from /proc and /sys
 * @machine: to be filled; to be given to machine_free()
 * @error: filled on failure
 *
 * A missing file is not a failure if loading does not need it.
 *
 * Return: 0 or -1.
 */
int machine_read(struct machine *machine, struct error *error);

/**
 * machine_command_line() - read the running kernel's command line, without its newline
 * @error: filled on failure
 *
 * Return: the command line, freed by free(); or NULL with @error filled.
 */
char *machine_command_line(struct error *error);

/* Frees the members and leaves the struct empty. */
void machine_free(struct machine *machine);

#endif
