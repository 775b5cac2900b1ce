// SPDX-License-Identifier: GPL-2.0-only
/* Fills the hand-off block with the data that the capture kernel cannot determine itself. */
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/efi.h>
#include <asm/setup.h>

#include "arch_hooks.h"

#include "x86_internal.h"

/*
 * Reads ACPI's root pointer from EFI's configuration table (UEFI, 4.6).  The kernel itself reads
 * that table later, but may crash before.  After a kexec the table holds virtual addresses.
 */
static u64 __init find_efi_rsdp(void)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 at = info->efi_systab | (u64)info->efi_systab_hi << 32;
	const efi_system_table_64_t *system;
	const efi_config_table_64_t *table;
	u64 rsdp = 0;
	u32 i;

	system = kexec_bake_map_early(at, sizeof(*system));
	if (memcmp(&info->efi_loader_signature, EFI64_LOADER_SIGNATURE, 4) ||
	    kexec_bake_is_after_kexec() || !system ||
	    system->hdr.signature != EFI_SYSTEM_TABLE_SIGNATURE)
		return 0;
	table = kexec_bake_map_early(system->tables, (u64)system->nr_tables * sizeof(*table));
	for (i = 0; table && i < system->nr_tables; i++, table++) {
		if (!efi_guidcmp(table->guid, ACPI_20_TABLE_GUID))
			return table->table;
		if (!efi_guidcmp(table->guid, ACPI_TABLE_GUID))
			rsdp = table->table;
	}
	return rsdp;
}

void __init kexec_bake_fill_handoff(struct kexec_bake_handoff *handoff)
{
	handoff->rsdp = boot_params.acpi_rsdp_addr;
	if (!handoff->rsdp)
		handoff->rsdp = find_efi_rsdp();
	BUILD_BUG_ON(sizeof(handoff->screen_info) != sizeof(boot_params.screen_info));
	BUILD_BUG_ON(sizeof(handoff->edid_info) != sizeof(boot_params.edid_info));
	memcpy(handoff->screen_info, &boot_params.screen_info, sizeof(handoff->screen_info));
	memcpy(handoff->edid_info, &boot_params.edid_info, sizeof(handoff->edid_info));
	kexec_bake_read_efi(&handoff->efi);
}

void kexec_bake_complete_handoff(struct kexec_bake_handoff *handoff)
{
	if (IS_ENABLED(CONFIG_EFI) && !handoff->rsdp && efi.acpi20 != EFI_INVALID_TABLE_ADDR)
		handoff->rsdp = efi.acpi20;
	kexec_bake_complete_efi(&handoff->efi);
}
