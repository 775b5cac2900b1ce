/* SPDX-License-Identifier: GPL-2.0-only */
/* What memory a machine has, and what each range of it is for. */
#ifndef KEXEC_MACHINE_MEMORY_MAP_H
#define KEXEC_MACHINE_MEMORY_MAP_H

#include <stdint.h>

#include "util_lib/error.h"
#include "util_lib/ranges.h"

/*
 * Types of memory, numbered as in boot_params.e820_table (ACPI, "System Address
 * Map Interfaces"; arch/x86/include/asm/e820/types.h), all but the last: RAM
 * that a driver brought (virtio_mem, kmem), of which the firmware knows nothing.
 * A core file shows it, but nothing may be placed there.
 */
enum memory_type {
	MEMORY_RAM = 1,
	MEMORY_RESERVED = 2,
	MEMORY_ACPI = 3,
	MEMORY_NVS = 4,
	MEMORY_UNUSABLE = 5,
	MEMORY_PMEM = 7,
	MEMORY_PRAM = 12,
	MEMORY_DRIVER_RAM = 0x100,
};

/**
 * struct memory_range - memory of one type
 * @start: its first address
 * @end: behind its last one
 * @type: enum memory_type
 */
struct memory_range {
	uint64_t start;
	uint64_t end;
	uint32_t type;
};

/**
 * struct memory_map - all of a machine's memory
 * @list: by @start, none empty, none overlapping another; owned
 * @count: of @list; there's no limit
 */
struct memory_map {
	struct memory_range *list;
	size_t count;
};

/**
 * memory_map_firmware() - the map that the firmware gave: /sys/firmware/memmap
 * @map: to be filled
 * @error: filled on failure, as when there's no such directory
 *
 * Return: 0 or -1.
 */
int memory_map_firmware(struct memory_map *map, struct error *error);

/**
 * memory_map_iomem() - the map that the kernel works with: /proc/iomem
 * @map: to be filled
 * @error: filled on failure, as when it hides its addresses from the user
 *
 * It lacks what mem= or memmap= took away.  Return: 0 or -1.
 */
int memory_map_iomem(struct memory_map *map, struct error *error);

/**
 * memory_map_named() - all that /proc/iomem calls by one name
 * @name: of the ranges; what it has in parentheses behind it doesn't matter
 * @set: to be filled; none may be there
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_named(const char *name, struct ranges *set, struct error *error);

/**
 * memory_map_named_in() - the same of a text
 * @text: as /proc/iomem has it; it's changed
 * @name: of the ranges
 * @set: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_named_in(char *text, const char *name, struct ranges *set, struct error *error);

/**
 * memory_map_crash() - what is reserved for a crash kernel
 * @crash: all ranges that /proc/iomem calls "Crash kernel"; may be none
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_crash(struct ranges *crash, struct error *error);

/**
 * memory_map_append() - put a range behind the others
 * @map: to be given to memory_map_tidy() after the last one
 * @range: may be empty
 *
 * Return: 0, or -1 without memory.
 */
int memory_map_append(struct memory_map *map, struct memory_range range);

/**
 * memory_map_tidy() - sort a map, and let no range overlap another
 * @map: in any order
 *
 * Of what overlaps, RAM gives way to all else, and a later range to an earlier
 * one.  Return: 0, or -1 without memory.
 */
int memory_map_tidy(struct memory_map *map);

/**
 * memory_map_select() - all memory of one type
 * @map: where to look
 * @type: which
 * @set: to be filled
 *
 * Neighbours are one range.  Return: 0, or -1 without memory.
 */
int memory_map_select(const struct memory_map *map, uint32_t type, struct ranges *set);

/* Gives back its memory; it's empty afterwards. */
void memory_map_free(struct memory_map *map);

#endif
