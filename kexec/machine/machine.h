/* SPDX-License-Identifier: GPL-2.0-only */
/* What is known of the running machine. */
#ifndef KEXEC_MACHINE_MACHINE_H
#define KEXEC_MACHINE_MACHINE_H

#include <stdbool.h>

#include "util_lib/file.h"
#include "memory_map.h"

struct arch_machine;

/**
 * struct machine - the running machine, as far as the next kernel is concerned
 * @map: all memory there is, as the firmware told it; where it can't be had, as
 *	 the kernel works with it
 * @map_source: where @map is from, for messages
 * @crash: what is reserved for a crash kernel
 * @command_line: of the running kernel, without newline
 * @arch: what only its architecture has; owned
 */
struct machine {
	struct memory_map map;
	const char *map_source;
	struct ranges crash;
	char *command_line;
	struct arch_machine *arch;
};

/**
 * machine_read() - look at the running machine
 * @machine: to be filled
 * @error: filled on failure
 *
 * Fails only where the next kernel could not be loaded without it.
 * Return: 0 or -1.
 */
int machine_read(struct machine *machine, struct error *error);

/**
 * machine_command_line() - the running kernel's command line, without its newline
 * @error: filled on failure
 *
 * Return: to be freed, or NULL.
 */
char *machine_command_line(struct error *error);

/* Gives back its memory; it's empty afterwards. */
void machine_free(struct machine *machine);

#endif
