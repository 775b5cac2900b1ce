// SPDX-License-Identifier: GPL-2.0-only
/*
 * Duty 3: what only the running machine knows goes into the zero page.
 *
 * The hand-off block was written by a kernel that has crashed since, so each
 * of its numbers is checked before it's used.
 */
#include "purgatory/purgatory.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "vga.h"

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

static void add_entry(struct map *map, uint64_t start, uint64_t size, uint32_t type,
		      unsigned int most)
{
	uint8_t *count = map->boot_params + X86_E820_ENTRIES;

	if (*count < most) {
		put_entry(map->boot_params + X86_E820_TABLE + *count * X86_E820_ENTRY_SIZE, start,
			  size, type);
		++*count;
		return;
	}
	put_entry(map->more + X86_SETUP_DATA_HEADER + map->more_size, start, size, type);
	map->more_size += X86_E820_ENTRY_SIZE;
}

/* In front of the others: boot.rst, "setup_data". */
static void add_setup_data(uint8_t *boot_params, uint8_t *data, uint32_t type, uint32_t size)
{
	uint64_t address = (uintptr_t)data;

	memcpy(data, boot_params + X86_SETUP_DATA, 8);
	memcpy(data + 8, &type, sizeof(type));
	memcpy(data + 12, &size, sizeof(size));
	memcpy(boot_params + X86_SETUP_DATA, &address, sizeof(address));
}

/* Elf64_Ehdr (ELF gABI, "ELF Header"): with less than that there's none. */
#define ELF_HEADER_SIZE 64

static int has_core(const struct purgatory_info *info, const struct kexec_bake_handoff *handoff)
{
	return handoff->elfcorehdr_size >= ELF_HEADER_SIZE &&
	       handoff->elfcorehdr_size <= info->elfcorehdr.size;
}

/*
 * The core header is at the region's end.  What reads it maps it as it maps
 * the crashed kernel's memory, which isn't allowed for RAM of one's own.
 */
static void add_region(struct map *map, const struct purgatory_info *info, uint64_t core_size)
{
	add_entry(map, info->region.start, info->region.size - core_size, KEXEC_BAKE_MAP_RAM,
		  X86_E820_MAX);
	if (core_size)
		add_entry(map, info->elfcorehdr.start, core_size, KEXEC_BAKE_MAP_RESERVED,
			  X86_E820_MAX);
}

/*
 * The capture kernel may use its region, and for the code that starts other
 * CPUs, which must lie there, the RAM under 640 KiB.  All other RAM belongs
 * to the crashed kernel, so it isn't told of it.
 */
static const char *merge_map(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
			     uint8_t *boot_params)
{
	uint64_t core_size = has_core(info, handoff) ? info->elfcorehdr.size : 0;
	/* The region has the last ones. */
	unsigned int most = X86_E820_MAX - (core_size ? 2 : 1);
	struct map map = { boot_params, (uint8_t *)handoff->map, 0 };
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
		add_entry(&map, e.start, e.size, e.type, most);
	}
	add_region(&map, info, core_size);
	if (map.more_size)
		add_setup_data(boot_params, map.more, X86_SETUP_E820_EXT, map.more_size);
	return NULL;
}

static const char *merge_record(const struct purgatory_info *info,
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

/* zero-page.rst and uapi/linux/screen_info.h: the mode of vga_reset(). */
static void put_text_mode(uint8_t *boot_params)
{
	memset(boot_params + X86_SCREEN_INFO, 0, X86_SCREEN_INFO_SIZE);
	boot_params[X86_SCREEN_COLUMNS] = VGA_COLUMNS;
	boot_params[X86_SCREEN_LINES] = VGA_ROWS;
	boot_params[X86_SCREEN_TYPE] = X86_SCREEN_VGA_TEXT;
	boot_params[X86_SCREEN_POINTS] = 16;
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
const char *merge_handoff(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
			  void *boot_params)
{
	const char *why;

	if (handoff->magic != KEXEC_BAKE_HANDOFF_MAGIC)
		return "the hand-off was never filled";
	if (!handoff->map_count || handoff->map_count > KEXEC_BAKE_MAP_MAX)
		return "the hand-off's memory map has an impossible length";

	memcpy((uint8_t *)boot_params + X86_SCREEN_INFO, handoff->screen_info,
	       sizeof(handoff->screen_info));
	if (info->flags & PURGATORY_RESET_VGA)
		put_text_mode(boot_params);
	memcpy((uint8_t *)boot_params + X86_EDID_INFO, handoff->edid_info,
	       sizeof(handoff->edid_info));
	memcpy((uint8_t *)boot_params + X86_ACPI_RSDP_ADDR, &handoff->rsdp, sizeof(handoff->rsdp));
	why = merge_map(info, handoff, boot_params);
	if (!why)
		why = merge_record(info, handoff, boot_params);
	return why;
}

/* --- /proc/vmcore --------------------------------------------------------------- */

#define ADDRESS_DIGITS 8

/* Of the string in @range; all of it if that ends nowhere. */
static uint64_t length_of(const struct purgatory_range *range)
{
	const char *line = (const char *)(uintptr_t)range->start;
	uint64_t n;

	for (n = 0; n < range->size && line[n]; n++)
		;
	return n;
}

/**
 * merge_core() - tell the kernel where the core header is, if there is one
 * @info: where things lie; words are put in front of its command line, as behind
 *	  its "--" they would be init's
 * @handoff: how large it is
 *
 * Return: NULL, or why there'll be no /proc/vmcore; then the command line is as it
 * was.
 */
const char *merge_core(const struct purgatory_info *info, const struct kexec_bake_handoff *handoff)
{
	static const char words[] = "elfcorehdr=0x";
	const uint64_t added = sizeof(words) - 1 + ADDRESS_DIGITS + 1;
	char *line = (char *)(uintptr_t)info->command_line.start;
	uint64_t length = length_of(&info->command_line);

	if (!handoff->elfcorehdr_size)
		return NULL;
	if (!has_core(info, handoff))
		return "the hand-off's core header has an impossible size";
	if (info->command_line.size < length + 1 + added)
		return "the command line has no room for the core header's address";
	memmove(line + added, line, length + 1);
	memcpy(line, words, sizeof(words) - 1);
	put_hex(line + sizeof(words) - 1, info->elfcorehdr.start, ADDRESS_DIGITS);
	line[added - 1] = ' ';
	return NULL;
}

/* --- EFI ------------------------------------------------------------------------ */

#define EFI_PAGE                4096ull
#define EFI_CONVENTIONAL_MEMORY 7 /* UEFI, 7.2, "Memory Type Usage" */
#define UPPER_HALF              (1ull << 63)

/* UEFI, 7.2, EFI_MEMORY_DESCRIPTOR; firmware's own may be longer. */
struct efi_descriptor {
	uint32_t type;
	uint32_t padding;
	uint64_t physical;
	uint64_t virtual;
	uint64_t pages;
	uint64_t attribute;
};

static int is_range(uint64_t start, uint64_t pages)
{
	return start % EFI_PAGE == 0 && pages <= (UINT64_MAX - start) / EFI_PAGE;
}

static int overlaps(const struct efi_descriptor *d, const struct purgatory_range *range)
{
	return d->physical < range->start + range->size &&
	       range->start < d->physical + d->pages * EFI_PAGE;
}

/* What the firmware has is never free, and never where the image is. */
static int is_sound(const struct efi_descriptor *d, uint32_t mode,
		    const struct purgatory_info *info)
{
	if (d->type == EFI_CONVENTIONAL_MEMORY || !is_range(d->physical, d->pages) ||
	    overlaps(d, &info->region))
		return 0;
	return mode == KEXEC_BAKE_EFI_PHYSICAL ||
	       (d->virtual >= UPPER_HALF && is_range(d->virtual, d->pages));
}

static int is_sound_map(const struct kexec_bake_efi *efi, const struct purgatory_info *info)
{
	struct efi_descriptor d;
	uint32_t at;

	if (efi->descriptor_size < sizeof(d) || efi->descriptor_size % 8 ||
	    efi->map_size > sizeof(efi->map) || !efi->map_size ||
	    efi->map_size % efi->descriptor_size)
		return 0;
	for (at = 0; at < efi->map_size; at += efi->descriptor_size) {
		memcpy(&d, efi->map + at, sizeof(d));
		if (!is_sound(&d, efi->mode, info))
			return 0;
	}
	return 1;
}

static void put_split(uint8_t *boot_params, unsigned int low, unsigned int high, uint64_t value)
{
	memcpy(boot_params + low, &value, 4);
	memcpy(boot_params + high, (uint8_t *)&value + 4, 4);
}

static void put_efi(struct kexec_bake_efi *efi, uint8_t *boot_params)
{
	memcpy(boot_params + X86_EFI_INFO, X86_EFI_SIGNATURE_64, 4);
	put_split(boot_params, X86_EFI_SYSTEM_TABLE, X86_EFI_SYSTEM_TABLE_HIGH, efi->system_table);
	memcpy(boot_params + X86_EFI_DESCRIPTOR_SIZE, &efi->descriptor_size, 4);
	memcpy(boot_params + X86_EFI_DESCRIPTOR_VERSION, &efi->descriptor_version, 4);
	put_split(boot_params, X86_EFI_MAP, X86_EFI_MAP_HIGH, (uintptr_t)efi->map);
	memcpy(boot_params + X86_EFI_MAP_SIZE, &efi->map_size, 4);
	boot_params[X86_SECURE_BOOT] = efi->secure_boot;
	if (efi->mode == KEXEC_BAKE_EFI_VIRTUAL)
		add_setup_data(boot_params, efi->setup_head, X86_SETUP_EFI, sizeof(efi->setup));
}

/**
 * merge_efi() - tell the kernel of EFI, if it's to know
 * @info: whether it is
 * @handoff: its map of EFI becomes part of what boot_params says
 * @boot_params: as merge_handoff() left them
 *
 * Return: NULL, or what is wrong with EFI's part of the hand-off; then
 * boot_params are as they were, and the kernel does without.
 */
const char *merge_efi(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
		      void *boot_params)
{
	struct kexec_bake_efi *efi = &handoff->efi;

	if (!(info->flags & PURGATORY_EFI) || efi->mode == KEXEC_BAKE_EFI_NONE)
		return NULL;
	if (efi->mode >= KEXEC_BAKE_EFI_MODES || !efi->system_table ||
	    (efi->mode == KEXEC_BAKE_EFI_VIRTUAL && !efi->setup.tables))
		return "the hand-off of EFI is damaged";
	if (!is_sound_map(efi, info))
		return "the hand-off's memory map of EFI is damaged";
	put_efi(efi, boot_params);
	return NULL;
}
