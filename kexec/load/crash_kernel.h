/* SPDX-License-Identifier: GPL-2.0-only */
/* What a crash kernel has that others don't: its own memory, and a core header. */
#ifndef KEXEC_LOAD_CRASH_KERNEL_H
#define KEXEC_LOAD_CRASH_KERNEL_H

#include "loader.h"

/**
 * crash_check() - is there memory for a crash kernel?
 * @error: filled if none is reserved
 *
 * Return: 0 or -1.
 */
int crash_check(struct error *error);

/**
 * crash_find_room() - let nothing be placed outside of that memory
 * @load: on its way, with its machine
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int crash_find_room(struct load *load, struct error *error);

/**
 * crash_hotplug_room() - how large a core header that the running kernel updates may become
 * @room: bytes
 * @error: filled if it updates none
 *
 * Return: 0 or -1.
 */
int crash_hotplug_room(uint64_t *room, struct error *error);

/**
 * crash_place() - what the crash kernel needs to make a core file of memory
 * @load: with room, but nothing else placed; its command line gets longer
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int crash_place(struct load *load, struct error *error);

/**
 * crash_print_size() - print how much memory is reserved, in bytes
 * @error: filled if it's not to be seen
 *
 * 0 if there's none.  Return: 0 or -1.
 */
int crash_print_size(struct error *error);

#endif
