// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page tables with which the region is written after a crash: the running kernel's upper
 * half, and an identity map of everything below KEXEC_BAKE_TOP.  With them the region can be
 * accessed at any stage of the boot, even if mem= or memmap= keep it out of the direct map,
 * and the image's own page tables are not used before they are verified.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/pgtable.h>
#include <asm/special_insns.h>

#include "arch_hooks.h"

#include "x86_internal.h"

/*
 * The top-level table is aligned to two pages: if it were aligned to only one page, the entry code
 * would take it for the userspace half of a page-table isolation pair.
 */
static u64 crash_top[PTRS_PER_PGD] __aligned(2 * PAGE_SIZE);
static u64 crash_p4d[512] __aligned(PAGE_SIZE);
static u64 crash_pud[PTRS_PER_PUD] __aligned(PAGE_SIZE);
static u64 crash_pmd[KEXEC_BAKE_TOP / PMD_SIZE] __aligned(PAGE_SIZE);

#define KERNEL_HALF (PTRS_PER_PGD / 2)

static u64 table_entry(const u64 *table)
{
	return __pa_symbol(table) | _KERNPG_TABLE_NOENC;
}

static void fill_identity_map(void)
{
	u64 flags = __PAGE_KERNEL_LARGE_EXEC & ~_PAGE_GLOBAL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(crash_pmd); i++)
		crash_pmd[i] = i * PMD_SIZE | flags;
	for (i = 0; i < ARRAY_SIZE(crash_pmd) / PTRS_PER_PMD; i++)
		crash_pud[i] = table_entry(crash_pmd + i * PTRS_PER_PMD);
	crash_p4d[0] = table_entry(crash_pud);
	crash_top[0] = kexec_bake_has_5level_paging() ? table_entry(crash_p4d) : crash_p4d[0];
}

unsigned long kexec_bake_map_region(void)
{
	unsigned long previous = __read_cr3();
	const u64 *top = __va(read_cr3_pa());

	memcpy(crash_top + KERNEL_HALF, top + KERNEL_HALF, sizeof(crash_top) / 2);
	fill_identity_map();
	write_cr3(__pa_symbol(crash_top));
	return previous;
}

void kexec_bake_unmap_region(unsigned long previous)
{
	write_cr3(previous);
}
