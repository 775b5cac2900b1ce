// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "kexec/arch.h"
#include "kexec/load/load.h"

#include "identity_page_tables.h"

/* The purgatory enters the kernel with these page tables: --entry may lie above 4 GiB. */
int arch_place_jump_back(struct load *load, struct error *error)
{
	struct purgatory_info *info = &load->purgatory_info;
	struct segment tables = {
		.name = "page tables",
		.stored = X86_IDENTITY_MAP_AND_ONE_PAGES * X86_PAGE_TABLE_SIZE,
		.size = X86_IDENTITY_MAP_AND_ONE_PAGES * X86_PAGE_TABLE_SIZE,
	};
	uint64_t entry = load->request->entry, address;
	uint8_t *content;

	if (entry >= X86_IDENTITY_MAP_TOP)
		return fail(error,
			    "--entry=0x%" PRIx64
			    ": no memory is there (an address below 0x%llx was expected)",
			    entry, X86_IDENTITY_MAP_TOP);
	content = load_keep(load, tables.size, error);
	tables.content = content;
	if (!content || load_stay_below_4gib(load, error) ||
	    segments_place(&load->segments, tables, PLACE_PAGE, &address, error))
		return -1;
	x86_identity_map_and_one(content, address, entry);
	info->x86_settings.mode = PURGATORY_64BIT;
	info->entry = entry;
	info->x86.top_4level = address + X86_TOP_4LEVEL * X86_PAGE_TABLE_SIZE;
	info->x86.top_5level = address + X86_TOP_5LEVEL * X86_PAGE_TABLE_SIZE;
	return purgatory_place(&load->purgatory, &load->segments, error);
}
