// SPDX-License-Identifier: GPL-2.0-only
/* Access to physical memory and to the initrd before setup_arch(). */
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/setup.h>

#include "arch_hooks.h"

#include "x86_internal.h"

/*
 * The early page-fault handler maps each page that is accessed.  A page table entry for an address
 * that the CPU cannot use would fault again, without end.
 */
void *__init kexec_bake_map_early(u64 address, u64 size)
{
	/* The direct map covers 2^46 bytes with 4-level paging, 2^52 with 5-level paging. */
	u32 mapped = kexec_bake_has_5level_paging() ? 52 : 46;
	/* CPUID leaf 0x80000008, EAX bits 7-0: the number of physical address bits. */
	u32 bits = min(cpuid_eax(0x80000008) & 0xff, mapped);

	if (address + size < address || (address + size - 1) >> bits)
		return NULL;
	return __va(address);
}

u64 __init kexec_bake_find_initrd(u64 *size)
{
	*size = boot_params.hdr.ramdisk_size | (u64)boot_params.ext_ramdisk_size << 32;
	return boot_params.hdr.ramdisk_image | (u64)boot_params.ext_ramdisk_image << 32;
}
