// SPDX-License-Identifier: GPL-2.0-only
/*
 * The x86 half of kexec_bake_validate().  The program, the kernel side and the fuzzer compile it,
 * so it allocates nothing, prints nothing and trusts no number.
 */
#include "bake/validate.h"

int kexec_bake_arch_extents(const struct kexec_bake_header *h,
			    const struct kexec_bake_extent **extents)
{
	extents[0] = &h->x86.page_tables;
	extents[1] = &h->x86.boot_params;
	return 2;
}

static int is_page_table(const struct kexec_bake_header *h, uint64_t offset)
{
	return offset % KEXEC_BAKE_PAGE == 0 &&
	       kexec_bake_extent_holds(&h->x86.page_tables, offset, KEXEC_BAKE_PAGE);
}

int kexec_bake_arch_validate(const struct kexec_bake_header *h)
{
	/* zero-page.rst: struct boot_params is one page. */
	if (h->x86.boot_params.size != KEXEC_BAKE_PAGE)
		return KEXEC_BAKE_EEXTENT;
	if (!is_page_table(h, h->x86.top_4level) ||
	    (h->x86.top_5level && !is_page_table(h, h->x86.top_5level)))
		return KEXEC_BAKE_EENTRY;
	return KEXEC_BAKE_OK;
}
