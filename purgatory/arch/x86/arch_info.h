/* SPDX-License-Identifier: GPL-2.0-only */
/* The x86 part of struct purgatory_info and of the kernel's parameters. */
#ifndef PURGATORY_ARCH_X86_ARCH_INFO_H
#define PURGATORY_ARCH_X86_ARCH_INFO_H

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "include/kexec_bake.h"
#include "include/purgatory_info.h"
#include "purgatory/address.h"

#include "zero_page_lists.h"

/* Moves the addresses that only x86 has. */
static inline void arch_move_addresses(struct purgatory_info *info, uint64_t distance)
{
	move_address(&info->x86.boot_params, distance);
	move_address(&info->x86.top_4level, distance);
	move_address(&info->x86.top_5level, distance);
}

/* Returns the zero page. */
static inline void *arch_parameters(const struct purgatory_info *info)
{
	return pointer_to(info->x86.boot_params);
}

/* boot.rst, "64-bit Boot Protocol": rsi holds the address of the zero page. */
static inline void arch_pass_parameters(struct purgatory_info *info)
{
	if (info->x86.boot_params)
		info->x86_registers.rsi = info->x86.boot_params;
}

static inline void put_split(uint8_t *boot_params, unsigned int low, unsigned int high,
			     uint64_t value)
{
	memcpy(boot_params + low, &value, 4);
	memcpy(boot_params + high, (uint8_t *)&value + 4, 4);
}

/* Fills in efi_info, and for virtual addresses a setup_data of type SETUP_EFI. */
static inline void arch_put_efi(struct kexec_bake_efi *efi, uint8_t *boot_params)
{
	memcpy(boot_params + X86_EFI_INFO, X86_EFI_SIGNATURE_64, 4);
	put_split(boot_params, X86_EFI_SYSTEM_TABLE, X86_EFI_SYSTEM_TABLE_HIGH, efi->system_table);
	memcpy(boot_params + X86_EFI_DESCRIPTOR_SIZE, &efi->descriptor_size, 4);
	memcpy(boot_params + X86_EFI_DESCRIPTOR_VERSION, &efi->descriptor_version, 4);
	put_split(boot_params, X86_EFI_MAP, X86_EFI_MAP_HIGH, (uintptr_t)efi->map);
	memcpy(boot_params + X86_EFI_MAP_SIZE, &efi->map_size, 4);
	boot_params[X86_SECURE_BOOT] = efi->secure_boot;
	if (efi->mode == KEXEC_BAKE_EFI_VIRTUAL)
		prepend_setup_data(boot_params, efi->setup_head, X86_SETUP_EFI, sizeof(efi->setup));
}

#endif
