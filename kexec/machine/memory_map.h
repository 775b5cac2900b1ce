/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine's memory map: ranges of physical memory and their types. */
#ifndef KEXEC_MACHINE_MEMORY_MAP_H
#define KEXEC_MACHINE_MEMORY_MAP_H

#include <stdint.h>

#include "util_lib/error.h"
#include "util_lib/ranges.h"

/*
 * Types of memory, numbered as in ACPI's "System Address Map Interfaces" (Linux's enum e820_type).
 * The last one is RAM that a driver added (virtio_mem, kmem) and the firmware does not list: a core
 * file shows it, but nothing may be placed there.
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
 * @start: first address
 * @end: first address after the range
 * @type: enum memory_type
 */
struct memory_range {
	uint64_t start;
	uint64_t end;
	uint32_t type;
};

/**
 * struct memory_map - all of a machine's memory
 * @list: sorted by @start; no range is empty or overlaps another; owned
 * @count: number of entries in @list
 */
struct memory_map {
	struct memory_range *list;
	size_t count;
};

/**
 * memory_map_firmware() - read the firmware's map: /sys/firmware/memmap
 * @map: to be filled
 * @error: filled on failure, for example if the directory is missing
 *
 * Return: 0 or -1.
 */
int memory_map_firmware(struct memory_map *map, struct error *error);

/**
 * memory_map_iomem() - read the kernel's own map: /proc/iomem
 * @map: to be filled
 * @error: filled on failure, for example if addresses are hidden from the user
 *
 * The map lacks memory that mem= or memmap= removed.
 *
 * Return: 0 or -1.
 */
int memory_map_iomem(struct memory_map *map, struct error *error);

/**
 * memory_map_named() - collect the ranges of one name in /proc/iomem
 * @name: name of the ranges, without a driver's name in parentheses
 * @set: to be filled; stays empty if no range has the name
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_named(const char *name, struct ranges *set, struct error *error);

/**
 * memory_map_named_in() - collect the ranges of one name in a text
 * @text: content of /proc/iomem; split into lines in place
 * @name: name of the ranges
 * @set: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_named_in(char *text, const char *name, struct ranges *set, struct error *error);

/**
 * memory_map_crash() - collect the crash kernel region
 * @crash: ranges that /proc/iomem calls "Crash kernel"; empty without any
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_map_crash(struct ranges *crash, struct error *error);

/**
 * memory_map_append() - append a range
 * @map: to be given to memory_map_tidy() after the last range
 * @range: may be empty
 *
 * Return: 0, or -1 if out of memory.
 */
int memory_map_append(struct memory_map *map, struct memory_range range);

/**
 * memory_map_tidy() - sort a map and remove overlaps
 * @map: in any order
 *
 * Where ranges overlap, any other type takes precedence over RAM, and an earlier range of the list
 * over a later one.
 *
 * Return: 0, or -1 if out of memory.
 */
int memory_map_tidy(struct memory_map *map);

/**
 * memory_map_select() - collect the ranges of one type
 * @map: to be searched
 * @type: enum memory_type
 * @set: to be filled; adjacent ranges are merged
 *
 * Return: 0, or -1 if out of memory.
 */
int memory_map_select(const struct memory_map *map, uint32_t type, struct ranges *set);

/* Frees the list and leaves the map empty. */
void memory_map_free(struct memory_map *map);

#endif
