/* SPDX-License-Identifier: GPL-2.0-only */
/* The interfaces among x86's part of the kernel side. */
#ifndef KEXEC_BAKE_X86_INTERNAL_H
#define KEXEC_BAKE_X86_INTERNAL_H

#include <linux/types.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

#include "include/kexec_bake.h"

struct setup_data;

/**
 * kexec_bake_has_5level_paging() - is 5-level paging on?
 *
 * pgtable_l5_enabled() is not valid yet at the beginning of start_kernel().
 */
static inline bool kexec_bake_has_5level_paging(void)
{
	return __read_cr4() & X86_CR4_LA57;
}

/**
 * kexec_bake_for_each_setup_data() - walk the boot loader's setup_data list
 * @visit: called for each element with its physical address; a reason ends the walk
 * @data: passed to @visit
 *
 * boot.rst, "setup_data".
 *
 * Return: NULL, or the reason from @visit, or the reason why the list cannot be read.
 */
const char *kexec_bake_for_each_setup_data(
	const char *(*visit)(u64 address, const struct setup_data *head, void *data), void *data);

/**
 * kexec_bake_is_after_kexec() - has another kernel started this one, on UEFI?
 *
 * The firmware's tables then hold virtual addresses.
 */
bool kexec_bake_is_after_kexec(void);

/**
 * kexec_bake_read_efi() - read EFI as it is until this kernel calls SetVirtualAddressMap()
 * @efi: to be filled, if the image's flags request it and the machine has EFI
 */
void kexec_bake_read_efi(struct kexec_bake_efi *efi);

/**
 * kexec_bake_complete_efi() - update EFI after a crash
 * @efi: as filled by kexec_bake_read_efi()
 *
 * Allocates nothing, takes no lock, prints nothing, and may read damaged data.
 */
void kexec_bake_complete_efi(struct kexec_bake_efi *efi);

/**
 * kexec_bake_jump() - leave this kernel
 * @entry: physical address, mapped to itself
 */
void kexec_bake_jump(u64 entry);

#endif
