// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes an image relocatable.  The purgatory moves its orders by itself;
 * what is left are the page tables and boot_params.
 */
#include "bake/bake.h"

#include "include/arch/x86/zero_page.h"
#include "kexec/arch/x86/identity_map.h"

/* A large page, to which a 64-bit kernel aligns itself; and few places to try. */
#define ALIGNMENT_MIN 0x200000ull

uint64_t bake_alignment(const struct bzimage *kernel)
{
	return kernel->alignment < ALIGNMENT_MIN ? ALIGNMENT_MIN : kernel->alignment;
}

size_t bake_list_fixups(const struct kexec_bake_header *h, uint64_t *fixups)
{
	size_t n = 0;

	for (; n < X86_IDENTITY_MAP_POINTERS; n++)
		fixups[n] = h->x86.page_tables.offset + x86_identity_map_pointer(n);
	/* Without an initrd that address is 0, and stays it. */
	if (h->initrd.size)
		fixups[n++] = h->x86.boot_params.offset + X86_RAMDISK_IMAGE;
	fixups[n++] = h->x86.boot_params.offset + X86_CMD_LINE_PTR;
	return n;
}
