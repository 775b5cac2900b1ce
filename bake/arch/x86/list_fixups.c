// SPDX-License-Identifier: GPL-2.0-only
/* The places in an image that hold an absolute address: page tables and boot_params. */
#include "bake/bake_arch.h"
#include "include/arch/x86/zero_page.h"
#include "kexec/arch/x86/identity_page_tables.h"

size_t bake_arch_list_fixups(const struct kexec_bake_header *h, uint64_t *fixups)
{
	size_t n = 0;

	for (; n < X86_IDENTITY_MAP_POINTERS; n++)
		fixups[n] = h->x86.page_tables.offset + x86_identity_map_pointer(n);
	/* The address of the initrd stays 0 without an initrd. */
	if (h->initrd.size)
		fixups[n++] = h->x86.boot_params.offset + X86_RAMDISK_IMAGE;
	fixups[n++] = h->x86.boot_params.offset + X86_CMD_LINE_PTR;
	return n;
}
