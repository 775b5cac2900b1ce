// SPDX-License-Identifier: GPL-2.0-only
/*
 * The elfcorehdr and EFI: if their part of the hand-off block is damaged, the kernel starts without
 * them, because the log is worth more.  The kernel that wrote them has crashed, so
 * each number is checked before it is used.
 */
#include "purgatory.h"

#include <string.h>

/* --- /proc/vmcore --------------------------------------------------------------- */

#define ADDRESS_DIGITS 8

/* Returns the length of the string in @range, or the size of @range if no zero ends it. */
static uint64_t measure_string(const struct purgatory_range *range)
{
	const char *line = (const char *)(uintptr_t)range->start;
	uint64_t n;

	for (n = 0; n < range->size && line[n]; n++)
		;
	return n;
}

const char *merge_elfcorehdr(const struct purgatory_info *info,
			     const struct kexec_bake_handoff *handoff)
{
	static const char parameter[] = "elfcorehdr=0x";
	const uint64_t added = sizeof(parameter) - 1 + ADDRESS_DIGITS + 1;
	char *line = (char *)(uintptr_t)info->command_line.start;
	uint64_t length = measure_string(&info->command_line);

	if (!handoff->elfcorehdr_size)
		return NULL;
	if (!has_elfcorehdr(info, handoff))
		return "the hand-off's core header has an impossible size";
	if (info->command_line.size < length + 1 + added)
		return "the command line has no room for the core header's address";
	memmove(line + added, line, length + 1);
	memcpy(line, parameter, sizeof(parameter) - 1);
	put_hex(line + sizeof(parameter) - 1, info->elfcorehdr.start, ADDRESS_DIGITS);
	line[added - 1] = ' ';
	return NULL;
}

/* --- EFI ------------------------------------------------------------------------ */

#define EFI_PAGE                4096ull
#define EFI_CONVENTIONAL_MEMORY 7 /* UEFI specification 2.10, 7.2, "Memory Type Usage" */
#define UPPER_HALF              (1ull << 63)

/* UEFI specification 2.10, 7.2: EFI_MEMORY_DESCRIPTOR.  Firmware may use longer ones. */
struct efi_descriptor {
	uint32_t type;
	uint32_t padding;
	uint64_t physical;
	uint64_t virtual;
	uint64_t pages;
	uint64_t attribute;
};

static int is_page_range(uint64_t start, uint64_t pages)
{
	return start % EFI_PAGE == 0 && pages <= (UINT64_MAX - start) / EFI_PAGE;
}

static int overlaps_range(const struct efi_descriptor *d, const struct purgatory_range *range)
{
	return d->physical < range->start + range->size &&
	       range->start < d->physical + d->pages * EFI_PAGE;
}

/* Memory of the firmware is never free, and never in the region. */
static int is_sound_descriptor(const struct efi_descriptor *d, uint32_t mode,
			       const struct purgatory_info *info)
{
	if (d->type == EFI_CONVENTIONAL_MEMORY || !is_page_range(d->physical, d->pages) ||
	    overlaps_range(d, &info->region))
		return 0;
	return mode == KEXEC_BAKE_EFI_PHYSICAL ||
	       (d->virtual >= UPPER_HALF && is_page_range(d->virtual, d->pages));
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
		if (!is_sound_descriptor(&d, efi->mode, info))
			return 0;
	}
	return 1;
}

const char *merge_efi(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
		      void *parameters)
{
	struct kexec_bake_efi *efi = &handoff->efi;

	if (!(info->flags & PURGATORY_EFI) || efi->mode == KEXEC_BAKE_EFI_NONE)
		return NULL;
	if (efi->mode >= KEXEC_BAKE_EFI_MODES || !efi->system_table ||
	    (efi->mode == KEXEC_BAKE_EFI_VIRTUAL && !efi->setup.tables))
		return "the hand-off of EFI is damaged";
	if (!is_sound_map(efi, info))
		return "the hand-off's memory map of EFI is damaged";
	arch_put_efi(efi, parameters);
	return NULL;
}
