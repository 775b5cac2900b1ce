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

static int add_entry(uint8_t *boot_params, uint64_t start, uint64_t size,
		     uint32_t type)
{
	unsigned int count = boot_params[X86_E820_ENTRIES];
	uint8_t *entry = boot_params + X86_E820_TABLE +
			 count * X86_E820_ENTRY_SIZE;

	if (count == X86_E820_MAX)
		return -1;
	memcpy(entry, &start, sizeof(start));
	memcpy(entry + 8, &size, sizeof(size));
	memcpy(entry + 16, &type, sizeof(type));
	boot_params[X86_E820_ENTRIES] = count + 1;
	return 0;
}

/*
 * The capture kernel may use its region, and for the code that starts other
 * CPUs, which must lie there, the RAM under 640 KiB.  All other RAM belongs
 * to the crashed kernel, so it isn't told of it.
 */
static const char *merge_map(const struct purgatory_info *info,
			     const struct kexec_bake_handoff *handoff,
			     uint8_t *boot_params)
{
	const struct kexec_bake_map_entry *e = handoff->map;
	const struct kexec_bake_map_entry *end = e + handoff->map_count;
	uint64_t size;
	int full = 0;

	boot_params[X86_E820_ENTRIES] = 0;
	for (; e < end; e++) {
		size = e->size;
		if (e->start + size < e->start)
			return "the hand-off's memory map wraps around";
		if (e->type == KEXEC_BAKE_MAP_RAM) {
			if (e->start >= LOW_MEMORY_END)
				continue;
			if (e->start + size > LOW_MEMORY_END)
				size = LOW_MEMORY_END - e->start;
		}
		full |= add_entry(boot_params, e->start, size, e->type);
	}
	full |= add_entry(boot_params, info->region.start, info->region.size,
			  KEXEC_BAKE_MAP_RAM);
	return full ? "the memory map has more ranges than the zero page holds"
		    : NULL;
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
 * @handoff: written by the kernel that crashed
 * @boot_params: X86_ZERO_PAGE_SIZE bytes
 *
 * Return: NULL, or what is wrong with the hand-off.
 */
const char *merge_handoff(const struct purgatory_info *info,
			  const struct kexec_bake_handoff *handoff,
			  void *boot_params)
{
	const char *why;

	if (handoff->magic != KEXEC_BAKE_HANDOFF_MAGIC)
		return "the hand-off was never filled";
	if (!handoff->map_count || handoff->map_count > KEXEC_BAKE_MAP_MAX)
		return "the hand-off's memory map has an impossible length";

	memcpy((uint8_t *)boot_params + X86_SCREEN_INFO, handoff->screen_info,
	       sizeof(handoff->screen_info));
	memcpy((uint8_t *)boot_params + X86_ACPI_RSDP_ADDR, &handoff->rsdp,
	       sizeof(handoff->rsdp));
	why = merge_map(info, handoff, boot_params);
	if (!why)
		why = merge_record(info, handoff, boot_params);
	return why;
}
