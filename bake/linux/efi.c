// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI for a capture kernel whose image asks for it.
 *
 * The firmware takes virtual addresses for its runtime services once only, by
 * SetVirtualAddressMap() (UEFI, 8.4).  Until this kernel has called that, the
 * capture kernel gets the firmware's own map, as it was at boot, and is the one
 * to call it.  From then on it gets this kernel's map, with the addresses that
 * the firmware knows; that is read after the crash, so it's trusted for nothing.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/efi.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/efi.h>
#include <asm/setup.h>

#include "internal.h"

/* More than any sound map has. */
#define DESCRIPTORS_MAX 4096

/* A map of UEFI's, wherever it lies and whatever is there. */
struct map {
	const void *start;
	u64 count;
	u64 each;
	u64 version;
};

/* One descriptor: firmware's may be longer than what is known of them. */
static union {
	efi_memory_desc_t known;
	u8 bytes[256];
} md;

/* Why the map wasn't had at boot. */
static const char *why_not_physical __ro_after_init;

static bool is_asked_for(void)
{
	return IS_ENABLED(CONFIG_EFI) && kexec_baked.header.flags & KEXEC_BAKE_EFI;
}

static bool has_uefi(void)
{
	return !memcmp(&boot_params.efi_info.efi_loader_signature, EFI64_LOADER_SIGNATURE, 4);
}

/*
 * What is free in this map is this kernel's, and one that is told of it would
 * take it.  Boot services are of use until SetVirtualAddressMap(): some
 * firmware needs them in it, and tables lie there.
 */
static bool is_wanted(u32 mode)
{
	if (md.known.type == EFI_CONVENTIONAL_MEMORY)
		return false;
	if (md.known.attribute & EFI_MEMORY_RUNTIME)
		return true;
	return mode == KEXEC_BAKE_EFI_PHYSICAL &&
	       (md.known.type == EFI_BOOT_SERVICES_CODE || md.known.type == EFI_BOOT_SERVICES_DATA);
}

/* Not straight to the region, which a checker of memory accesses doesn't know. */
static const char *copy_map(struct kexec_bake_efi *to, const struct map *map, u32 mode)
{
	const void *from = map->start;
	u64 i, used = 0;

	if (map->each < sizeof(md.known) || map->each > sizeof(md.bytes) ||
	    map->each % sizeof(u64) || map->count > DESCRIPTORS_MAX)
		return "its memory map is not as expected";
	for (i = 0; i < map->count; i++, from += map->each) {
		if (copy_from_kernel_nofault(md.bytes, from, map->each))
			return "its memory map can't be read";
		if (!is_wanted(mode))
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

static const char *__init read_efi(struct kexec_bake_efi *to)
{
	const struct efi_info *info = &boot_params.efi_info;
	struct map map = {
		.each = info->efi_memdesc_size,
		.version = info->efi_memdesc_version,
	};
	u64 at = info->efi_memmap | (u64)info->efi_memmap_hi << 32;

	if (!has_uefi())
		return "this kernel was not started by 64-bit UEFI";
	to->system_table = info->efi_systab | (u64)info->efi_systab_hi << 32;
	to->secure_boot = boot_params.secure_boot;
	if (kexec_bake_after_kexec())
		return "this kernel was started by another one, and has not come far enough";
	map.start = kexec_bake_reach(at, info->efi_memmap_size);
	if (!map.start || !map.each)
		return "its memory map can't be read";
	map.count = info->efi_memmap_size / map.each;
	return copy_map(to, &map, KEXEC_BAKE_EFI_PHYSICAL);
}

void __init kexec_bake_read_efi(struct kexec_bake_efi *to)
{
	if (!is_asked_for())
		return;
	why_not_physical = read_efi(to);
	if (why_not_physical)
		pr_info("no EFI for the capture kernel: %s\n", why_not_physical);
}

/* --- after a crash ------------------------------------------------------------------ */

/* What the firmware goes by now; NONE: it may be neither. */
static u32 mode_now(void)
{
	/* The late map comes just before the call, these functions behind it. */
	if (efi.memmap.flags & EFI_MEMMAP_LATE)
		return efi_enabled(EFI_RUNTIME_SERVICES) && efi.get_variable ?
			       KEXEC_BAKE_EFI_VIRTUAL :
			       KEXEC_BAKE_EFI_NONE;
	/* With efi=noruntime nobody keeps the boot services' memory. */
	if (efi.runtime_version && !efi_enabled(EFI_RUNTIME_SERVICES))
		return KEXEC_BAKE_EFI_NONE;
	return KEXEC_BAKE_EFI_PHYSICAL;
}

static const char *take_virtual(struct kexec_bake_efi *to)
{
	const struct map map = {
		.start = efi.memmap.map,
		.count = efi.memmap.nr_map,
		.each = efi.memmap.desc_size,
		.version = efi.memmap.desc_version,
	};
	const char *why = copy_map(to, &map, KEXEC_BAKE_EFI_VIRTUAL);

	if (!why && to) {
		to->setup.fw_vendor = efi_fw_vendor;
		to->setup.tables = efi_config_table;
		to->setup.smbios = efi.smbios;
	}
	return why;
}

static const char *take(struct kexec_bake_efi *to)
{
	switch (mode_now()) {
	case KEXEC_BAKE_EFI_PHYSICAL:
		return why_not_physical;
	case KEXEC_BAKE_EFI_VIRTUAL:
		return take_virtual(to);
	default:
		return "this kernel doesn't use its runtime services";
	}
}

void kexec_bake_judge_efi(void)
{
	const char *why;

	if (!is_asked_for() || !has_uefi())
		return;
	why = take(NULL);
	if (why)
		pr_emerg("no EFI for the capture kernel: %s\n", why);
}

void kexec_bake_complete_efi(struct kexec_bake_efi *to)
{
	if (!is_asked_for() || !has_uefi() || take(to))
		to->mode = KEXEC_BAKE_EFI_NONE;
}
