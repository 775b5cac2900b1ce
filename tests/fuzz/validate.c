// SPDX-License-Identifier: GPL-2.0-only
/* An input is the start of an image, which is followed by zeros without end. */
#include "fuzz.h"
#include "include/kexec_bake.h"

/* Every reader relies on this for a valid header. */
static void demand_part(const struct kexec_bake_header *h, const struct kexec_bake_extent *e)
{
	if (!e->size)
		return;
	demand(e->offset >= KEXEC_BAKE_PAGE);
	demand(e->offset + e->size > e->offset);
	demand(e->offset + e->size <= h->image_size);
}

static void demand_sound(const uint8_t *data)
{
	const struct kexec_bake_extent *e;
	struct kexec_bake_header h;

	memcpy(&h, data, sizeof(h));
	demand(h.image_size <= h.region_size);
	demand(h.load_addr + h.region_size <= KEXEC_BAKE_TOP);
	for (e = &h.command_line; e <= &h.kernel; e++)
		demand_part(&h, e);
	demand_part(&h, &h.x86.page_tables);
	demand_part(&h, &h.x86.boot_params);
	demand(!(h.flags & KEXEC_BAKE_RELOCATABLE) == !h.fixups.size);
	demand(!h.placed_at || h.placed_at + h.region_size <= KEXEC_BAKE_TOP);
	demand(h.kernel.offset + h.kernel_memory <= h.elfcorehdr.offset);
	demand(h.elfcorehdr.offset + h.elfcorehdr.size == h.region_size);
	demand(memchr(h.kernel_version, 0, sizeof(h.kernel_version)) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int exact = kexec_bake_validate(data, size), huge = exact;

	if (size >= KEXEC_BAKE_PAGE)
		huge = kexec_bake_validate(data, UINT64_MAX);
	demand(strcmp(kexec_bake_strerror(exact), "unknown error") != 0);
	if (!exact)
		demand(!huge);
	if (!huge)
		demand_sound(data);
	return 0;
}
