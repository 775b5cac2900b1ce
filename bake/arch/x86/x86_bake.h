/* SPDX-License-Identifier: GPL-2.0-only */
/* The x86 part of a bake. */
#ifndef BAKE_ARCH_X86_X86_BAKE_H
#define BAKE_ARCH_X86_X86_BAKE_H

#include "include/arch/x86/zero_page.h"
#include "kexec/arch/x86/linux/bzimage.h"
#include "kexec/arch/x86/identity_page_tables.h"

/**
 * struct bake_arch - the x86 part of a capture kernel and of its image
 * @kernel: the kernel, as a bzImage
 * @parts: addresses of the parts that a bzImage needs
 * @page_tables_at: address of @page_tables
 * @page_tables: content of the page tables
 * @boot_params: content of the zero page
 */
struct bake_arch {
	struct bzimage kernel;
	struct linux_parts parts;
	uint64_t page_tables_at;
	uint8_t page_tables[X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE];
	uint8_t boot_params[X86_ZERO_PAGE_SIZE];
};

#endif
