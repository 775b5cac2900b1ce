// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI in the hand-off block, if the image's flags request it.
 *
 * The firmware accepts virtual addresses for its runtime services only once, by
 * SetVirtualAddressMap() (UEFI, 8.4).  Until this kernel has called that, the capture kernel gets
 * the firmware's own map as it was at boot, and calls it itself.  Afterwards the capture kernel
 * gets this kernel's map, with the addresses that the firmware uses.  That map is read after the
 * crash, so nothing in it is trusted.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/efi.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/efi.h>
#include <asm/setup.h>

#include "arch_hooks.h"
#include "internal.h"

#include "x86_internal.h"

/* No intact memory map has more descriptors. */
#define DESCRIPTORS_MAX 4096

/**
 * struct efi_map - one of UEFI's memory maps, not checked yet
 * @start: the first descriptor
 * @count: number of descriptors
 * @each: size of a descriptor in bytes
 * @version: version of the descriptors
 */
struct efi_map {
	const void *start;
	u64 count;
	u64 each;
	u64 version;
};

/* A descriptor; firmware may append members to the specified ones. */
static union {
	efi_memory_desc_t known;
	u8 bytes[256];
} md;

/* The reason why there is no map from boot. */
static const char *why_not_physical __ro_after_init;

static bool is_efi_requested(void)
{
	return IS_ENABLED(CONFIG_EFI) && kexec_bake_image.header.flags & KEXEC_BAKE_EFI;
}

static bool has_64bit_uefi(void)
{
	return !memcmp(&boot_params.efi_info.efi_loader_signature, EFI64_LOADER_SIGNATURE, 4);
}

/*
 * Free memory in this map is used by the crashed kernel, and the capture kernel must not
 * allocate it.  Boot services are kept until SetVirtualAddressMap(): some firmware calls them
 * there, and tables lie in their memory.
 */
static bool is_descriptor_needed(u32 mode)
{
	if (md.known.type == EFI_CONVENTIONAL_MEMORY)
		return false;
	if (md.known.attribute & EFI_MEMORY_RUNTIME)
		return true;
	return mode == KEXEC_BAKE_EFI_PHYSICAL &&
	       (md.known.type == EFI_BOOT_SERVICES_CODE || md.known.type == EFI_BOOT_SERVICES_DATA);
}

/*
 * Copies the descriptors that are needed, or only checks them if @to is NULL.  Each goes through
 * md, because a memory-access checker such as KASAN does not know the region.
 */
static const char *copy_efi_map(struct kexec_bake_efi *to, const struct efi_map *map, u32 mode)
{
	const void *from = map->start;
	u64 i, used = 0;

	if (map->each < sizeof(md.known) || map->each > sizeof(md.bytes) ||
	    map->each % sizeof(u64) || map->count > DESCRIPTORS_MAX)
		return "its memory map is not as expected";
	for (i = 0; i < map->count; i++, from += map->each) {
		if (copy_from_kernel_nofault(md.bytes, from, map->each))
			return "its memory map cannot be read";
		if (!is_descriptor_needed(mode))
			continue;
		if (map->each > sizeof(to->map) - used)
			return "its memory map has more ranges than can be handed over";
		if (to)
			memcpy(to->map + used, md.bytes, map->each);
		used += map->each;
	}
	if (!used)
		return "it has no runtime services";
	if (to) {
		to->descriptor_size = map->each;
		to->descriptor_version = map->version;
		to->map_size = used;
		to->mode = mode;
	}
	return NULL;
}

/* --- at boot ---------------------------------------------------------------------- */

static const char *__init read_physical_efi(struct kexec_bake_efi *to)
{
	const struct efi_info *info = &boot_params.efi_info;
	struct efi_map map = {
		.each = info->efi_memdesc_size,
		.version = info->efi_memdesc_version,
	};
	u64 at = info->efi_memmap | (u64)info->efi_memmap_hi << 32;

	if (!has_64bit_uefi())
		return "this kernel was not started by 64-bit UEFI";
	to->system_table = info->efi_systab | (u64)info->efi_systab_hi << 32;
	to->secure_boot = boot_params.secure_boot;
	if (kexec_bake_is_after_kexec())
		return "this kernel was started by kexec, and has not set up EFI yet";
	map.start = kexec_bake_map_early(at, info->efi_memmap_size);
	if (!map.start || !map.each)
		return "its memory map cannot be read";
	map.count = info->efi_memmap_size / map.each;
	return copy_efi_map(to, &map, KEXEC_BAKE_EFI_PHYSICAL);
}

void __init kexec_bake_read_efi(struct kexec_bake_efi *to)
{
	if (!is_efi_requested())
		return;
	why_not_physical = read_physical_efi(to);
	if (why_not_physical)
		pr_info("no EFI for the capture kernel: %s\n", why_not_physical);
}

/* --- after a crash ------------------------------------------------------------------ */

/* Return: the addresses that the firmware uses now; KEXEC_BAKE_EFI_NONE if that is unknown. */
static u32 current_efi_mode(void)
{
	/*
	 * The kernel installs the late map just before it calls SetVirtualAddressMap(), and
	 * efi.get_variable after that.
	 */
	if (efi.memmap.flags & EFI_MEMMAP_LATE)
		return efi_enabled(EFI_RUNTIME_SERVICES) && efi.get_variable ?
			       KEXEC_BAKE_EFI_VIRTUAL :
			       KEXEC_BAKE_EFI_NONE;
	/* With efi=noruntime the memory of the boot services is reused. */
	if (efi.runtime_version && !efi_enabled(EFI_RUNTIME_SERVICES))
		return KEXEC_BAKE_EFI_NONE;
	return KEXEC_BAKE_EFI_PHYSICAL;
}

static const char *read_virtual_efi(struct kexec_bake_efi *to)
{
	const struct efi_map map = {
		.start = efi.memmap.map,
		.count = efi.memmap.nr_map,
		.each = efi.memmap.desc_size,
		.version = efi.memmap.desc_version,
	};
	const char *why = copy_efi_map(to, &map, KEXEC_BAKE_EFI_VIRTUAL);

	if (!why && to) {
		to->setup.fw_vendor = efi_fw_vendor;
		to->setup.tables = efi_config_table;
		to->setup.smbios = efi.smbios;
	}
	return why;
}

/* With @to NULL, only the reason is determined. */
static const char *read_current_efi(struct kexec_bake_efi *to)
{
	switch (current_efi_mode()) {
	case KEXEC_BAKE_EFI_PHYSICAL:
		return why_not_physical;
	case KEXEC_BAKE_EFI_VIRTUAL:
		return read_virtual_efi(to);
	default:
		return "this kernel does not use its runtime services";
	}
}

void kexec_bake_report_efi(void)
{
	const char *why;

	if (!is_efi_requested() || !has_64bit_uefi())
		return;
	why = read_current_efi(NULL);
	if (why)
		pr_emerg("no EFI for the capture kernel: %s\n", why);
}

void kexec_bake_complete_efi(struct kexec_bake_efi *to)
{
	if (!is_efi_requested() || !has_64bit_uefi() || read_current_efi(to))
		to->mode = KEXEC_BAKE_EFI_NONE;
}
