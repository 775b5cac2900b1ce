// SPDX-License-Identifier: GPL-2.0-only
/* What the capture kernel can't find out by itself. */
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/efi.h>
#include <asm/setup.h>

#include "internal.h"

static const char *__init is_efi(u64 at, const struct setup_data *head, void *data)
{
	return head->type == SETUP_EFI ? "it's there" : NULL;
}

bool __init kexec_bake_after_kexec(void)
{
	return kexec_bake_each_setup_data(is_efi, NULL);
}

/*
 * UEFI, 4.6, "EFI Configuration Table & Properties Table".  The kernel itself
 * reads it later, and a crash may come before that.  After a kexec its
 * addresses are no physical ones any more.
 */
static u64 __init find_rsdp(void)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 at = info->efi_systab | (u64)info->efi_systab_hi << 32;
	const efi_system_table_64_t *system;
	const efi_config_table_64_t *table;
	u64 rsdp = 0;
	u32 i;

	system = kexec_bake_reach(at, sizeof(*system));
	if (memcmp(&info->efi_loader_signature, EFI64_LOADER_SIGNATURE, 4) ||
	    kexec_bake_after_kexec() || !system ||
	    system->hdr.signature != EFI_SYSTEM_TABLE_SIGNATURE)
		return 0;
	table = kexec_bake_reach(system->tables, (u64)system->nr_tables * sizeof(*table));
	for (i = 0; table && i < system->nr_tables; i++, table++) {
		if (!efi_guidcmp(table->guid, ACPI_20_TABLE_GUID))
			return table->table;
		if (!efi_guidcmp(table->guid, ACPI_TABLE_GUID))
			rsdp = table->table;
	}
	return rsdp;
}

void __init kexec_bake_ask_firmware(struct kexec_bake_handoff *handoff)
{
	handoff->rsdp = boot_params.acpi_rsdp_addr;
	if (!handoff->rsdp)
		handoff->rsdp = find_rsdp();
	BUILD_BUG_ON(sizeof(handoff->screen_info) != sizeof(boot_params.screen_info));
	BUILD_BUG_ON(sizeof(handoff->edid_info) != sizeof(boot_params.edid_info));
	memcpy(handoff->screen_info, &boot_params.screen_info, sizeof(handoff->screen_info));
	memcpy(handoff->edid_info, &boot_params.edid_info, sizeof(handoff->edid_info));
	kexec_bake_read_efi(&handoff->efi);
}
