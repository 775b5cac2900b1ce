// SPDX-License-Identifier: GPL-2.0-only
/*
 * Step 3: merges the hand-off block, which holds the data that only the running machine knows, into
 * the zero page.
 *
 * The kernel that wrote the hand-off block has crashed, so each number is checked before use.
 */
#include "purgatory/purgatory.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"

#include "vga.h"
#include "zero_page_lists.h"

/**
 * struct kernel_map - the memory map that is passed to the kernel
 * @boot_params: zero page, with the first ranges
 * @more: setup_data with all other ranges (boot.rst, "setup_data").  It overwrites the hand-off
 *	block's map from the start on: its ranges are shorter, and the first one is written only
 *	after more ranges have been read than the zero page holds.
 * @more_size: bytes of ranges in @more
 */
struct kernel_map {
	uint8_t *boot_params;
	uint8_t *more;
	uint32_t more_size;
};

static void add_map_entry(struct kernel_map *map, uint64_t start, uint64_t size, uint32_t type,
			  unsigned int most)
{
	uint8_t *count = map->boot_params + X86_E820_ENTRIES;

	if (*count < most) {
		put_e820_entry(map->boot_params + X86_E820_TABLE + *count * X86_E820_ENTRY_SIZE,
			       start, size, type);
		++*count;
		return;
	}
	put_e820_entry(map->more + X86_SETUP_DATA_HEADER + map->more_size, start, size, type);
	map->more_size += X86_E820_ENTRY_SIZE;
}

/*
 * The elfcorehdr is at the region's end.  The capture kernel maps it like the crashed kernel's
 * memory, which it must not do with its own RAM.
 */
static void add_region(struct kernel_map *map, const struct purgatory_info *info,
		       uint64_t elfcorehdr_size)
{
	add_map_entry(map, info->region.start, info->region.size - elfcorehdr_size,
		      KEXEC_BAKE_MAP_RAM, X86_E820_MAX);
	if (elfcorehdr_size)
		add_map_entry(map, info->elfcorehdr.start, elfcorehdr_size, KEXEC_BAKE_MAP_RESERVED,
			      X86_E820_MAX);
}

/*
 * The capture kernel may use its region, and the RAM below 640 KiB, where the code that starts
 * other CPUs must lie.  All other RAM belongs to the crashed kernel, so it is not passed to the
 * capture kernel.
 */
static const char *merge_map(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
			     uint8_t *boot_params)
{
	uint64_t elfcorehdr_size = has_elfcorehdr(info, handoff) ? info->elfcorehdr.size : 0;
	/* The last entries are reserved for the region. */
	unsigned int most = X86_E820_MAX - (elfcorehdr_size ? 2 : 1);
	struct kernel_map map = { boot_params, (uint8_t *)handoff->map, 0 };
	struct kexec_bake_map_entry e;
	uint32_t i;

	boot_params[X86_E820_ENTRIES] = 0;
	for (i = 0; i < handoff->map_count; i++) {
		e = handoff->map[i];
		if (e.start + e.size < e.start)
			return "the hand-off's memory map wraps around";
		if (e.type == KEXEC_BAKE_MAP_RAM) {
			if (e.start >= X86_LOW_MEMORY_END)
				continue;
			if (e.start + e.size > X86_LOW_MEMORY_END)
				e.size = X86_LOW_MEMORY_END - e.start;
		}
		add_map_entry(&map, e.start, e.size, e.type, most);
	}
	add_region(&map, info, elfcorehdr_size);
	if (map.more_size)
		prepend_setup_data(boot_params, map.more, X86_SETUP_E820_EXT, map.more_size);
	return NULL;
}

static const char *merge_oops(const struct purgatory_info *info,
			      const struct kexec_bake_handoff *handoff, uint8_t *boot_params)
{
	uint64_t start = info->initrd.size ? info->initrd.start : info->oops.start;
	uint32_t low, high;
	uint64_t size;

	if (handoff->oops_size > info->oops.size)
		return "the hand-off's record is larger than its room";
	if (!handoff->oops_size)
		return NULL;

	size = info->oops.start - start + handoff->oops_size;
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

/* zero-page.rst and uapi/linux/screen_info.h: the mode that vga_reset() sets. */
static void merge_text_mode(uint8_t *boot_params)
{
	memset(boot_params + X86_SCREEN_INFO, 0, X86_SCREEN_INFO_SIZE);
	boot_params[X86_SCREEN_COLUMNS] = VGA_COLUMNS;
	boot_params[X86_SCREEN_LINES] = VGA_ROWS;
	boot_params[X86_SCREEN_TYPE] = X86_SCREEN_VGA_TEXT;
	boot_params[X86_SCREEN_POINTS] = 16;
}

const char *arch_merge_handoff(const struct purgatory_info *info,
			       struct kexec_bake_handoff *handoff, void *parameters)
{
	uint8_t *boot_params = parameters;
	const char *why;

	if (handoff->magic != KEXEC_BAKE_HANDOFF_MAGIC)
		return "the hand-off was never filled";
	if (!handoff->map_count || handoff->map_count > KEXEC_BAKE_MAP_MAX)
		return "the hand-off's memory map has an impossible length";

	memcpy(boot_params + X86_SCREEN_INFO, handoff->screen_info, sizeof(handoff->screen_info));
	if (info->flags & PURGATORY_RESET_VGA)
		merge_text_mode(boot_params);
	memcpy(boot_params + X86_EDID_INFO, handoff->edid_info, sizeof(handoff->edid_info));
	memcpy(boot_params + X86_ACPI_RSDP_ADDR, &handoff->rsdp, sizeof(handoff->rsdp));
	why = merge_map(info, handoff, boot_params);
	if (!why)
		why = merge_oops(info, handoff, boot_params);
	return why;
}
