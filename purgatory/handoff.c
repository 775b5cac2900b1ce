// SPDX-License-Identifier: GPL-2.0-only
/*
 * Duty 3: what only the running machine knows goes into the zero page.
 *
 * The hand-off block was written by a kernel that has crashed since, so each
 * of its numbers is checked before it's used.
 */
#include "purgatory.h"

#include <string.h>

#include "../include/x86_boot.h"

#define LOW_MEMORY_END	0xa0000ull	/* where the VGA's window begins */

/*
 * The zero page holds so many ranges; more go to a list behind it (boot.rst,
 * "setup_data").  That is written over the hand-off's own map from its start
 * on: each range is shorter there, and none comes before more than so many
 * were read.
 */
struct map {
	uint8_t *boot_params;
	uint8_t *more;
	uint32_t more_size;
};

static void put_entry(uint8_t *to, uint64_t start, uint64_t size, uint32_t type)
{
	memcpy(to, &start, sizeof(start));
	memcpy(to + 8, &size, sizeof(size));
	memcpy(to + 16, &type, sizeof(type));
}

static void add_entry(struct map *map, uint64_t start, uint64_t size,
		      uint32_t type, unsigned int most)
{
	uint8_t *count = map->boot_params + X86_E820_ENTRIES;

	if (*count < most) {
		put_entry(map->boot_params + X86_E820_TABLE +
				  *count * X86_E820_ENTRY_SIZE,
			  start, size, type);
		++*count;
		return;
	}
	put_entry(map->more + X86_SETUP_DATA_HEADER + map->more_size, start,
		  size, type);
	map->more_size += X86_E820_ENTRY_SIZE;
}

static void add_more(struct map *map)
{
	const uint32_t type = X86_SETUP_E820_EXT;
	uint64_t address = (uintptr_t)map->more;

	if (!map->more_size)
		return;
	memset(map->more, 0, 8);
	memcpy(map->more + 8, &type, sizeof(type));
	memcpy(map->more + 12, &map->more_size, sizeof(map->more_size));
	memcpy(map->boot_params + X86_SETUP_DATA, &address, sizeof(address));
}

/*
 * The capture kernel may use its region, and for the code that starts other
 * CPUs, which must lie there, the RAM under 640 KiB.  All other RAM belongs
 * to the crashed kernel, so it isn't told of it.
 */
static const char *merge_map(const struct purgatory_info *info,
			     struct kexec_bake_handoff *handoff,
			     uint8_t *boot_params)
{
	struct map map = { boot_params, (uint8_t *)handoff->map, 0 };
	struct kexec_bake_map_entry e;
	uint32_t i;

	boot_params[X86_E820_ENTRIES] = 0;
	for (i = 0; i < handoff->map_count; i++) {
		e = handoff->map[i];
		if (e.start + e.size < e.start)
			return "the hand-off's memory map wraps around";
		if (e.type == KEXEC_BAKE_MAP_RAM) {
			if (e.start >= LOW_MEMORY_END)
				continue;
			if (e.start + e.size > LOW_MEMORY_END)
				e.size = LOW_MEMORY_END - e.start;
		}
		/* The region has the last one. */
		add_entry(&map, e.start, e.size, e.type, X86_E820_MAX - 1);
	}
	add_entry(&map, info->region.start, info->region.size,
		  KEXEC_BAKE_MAP_RAM, X86_E820_MAX);
	add_more(&map);
	return NULL;
}

static const char *merge_record(const struct purgatory_info *info,
				const struct kexec_bake_handoff *handoff,
				uint8_t *boot_params)
{
	uint64_t start = info->initrd.size ? info->initrd.start :
					     info->record.start;
	uint32_t low, high;
	uint64_t size;

	if (handoff->record_size > info->record.size)
		return "the hand-off's record is larger than its room";
	if (!handoff->record_size)
		return NULL;

	size = info->record.start - start + handoff->record_size;
	low = start;
	high = start >> 32;
	memcpy(boot_params + X86_RAMDISK_IMAGE, &low, sizeof(low));
	memcpy(boot_params + X86_EXT_RAMDISK_IMAGE, &high, sizeof(high));
	low = size;
	high = size >> 32;
	memcpy(boot_params + X86_RAMDISK_SIZE, &low, sizeof(low));
	memcpy(boot_params + X86_EXT_RAMDISK_SIZE, &high, sizeof(high));
	return NULL;
}

/**
 * merge_handoff() - complete the zero page
 * @info: where things lie
 * @handoff: written by the kernel that crashed; its map may become part of
 *	     what boot_params says
 * @boot_params: X86_ZERO_PAGE_SIZE bytes
 *
 * Return: NULL, or what is wrong with the hand-off.
 */
const char *merge_handoff(const struct purgatory_info *info,
			  struct kexec_bake_handoff *handoff, void *boot_params)
{
	const char *why;

	if (handoff->magic != KEXEC_BAKE_HANDOFF_MAGIC)
		return "the hand-off was never filled";
	if (!handoff->map_count || handoff->map_count > KEXEC_BAKE_MAP_MAX)
		return "the hand-off's memory map has an impossible length";

	memcpy((uint8_t *)boot_params + X86_SCREEN_INFO, handoff->screen_info,
	       sizeof(handoff->screen_info));
	memcpy((uint8_t *)boot_params + X86_EDID_INFO, handoff->edid_info,
	       sizeof(handoff->edid_info));
	memcpy((uint8_t *)boot_params + X86_ACPI_RSDP_ADDR, &handoff->rsdp,
	       sizeof(handoff->rsdp));
	why = merge_map(info, handoff, boot_params);
	if (!why)
		why = merge_record(info, handoff, boot_params);
	return why;
}
