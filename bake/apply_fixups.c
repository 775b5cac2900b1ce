// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks and applies the fix-ups, which relocate an image.  The program, the kernel side, the
 * purgatory and the fuzzers compile this.
 */
#include "include/kexec_bake.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#define FIXUP_SIZE sizeof(uint64_t)

static uint64_t read_u64(const void *image, uint64_t offset)
{
	uint64_t value;

	memcpy(&value, (const uint8_t *)image + offset, sizeof(value));
	return value;
}

/* The table must lie between the header's page and the last byte that may be read. */
static int check_fixup_table(const struct kexec_bake_extent *table, uint64_t size)
{
	if (table->size % FIXUP_SIZE || table->size > KEXEC_BAKE_FIXUPS_MAX * FIXUP_SIZE ||
	    table->offset < KEXEC_BAKE_PAGE || table->size > size ||
	    table->offset > size - table->size)
		return KEXEC_BAKE_EFIXUPS;
	return KEXEC_BAKE_OK;
}

int kexec_bake_check_fixups(const void *image, uint64_t size)
{
	uint64_t i, offset, end = KEXEC_BAKE_PAGE;
	struct kexec_bake_header h;

	if (size < KEXEC_BAKE_PAGE)
		return KEXEC_BAKE_EFIXUPS;
	memcpy(&h, image, sizeof(h));
	if (!h.fixups.size)
		return KEXEC_BAKE_OK;
	if (check_fixup_table(&h.fixups, size))
		return KEXEC_BAKE_EFIXUPS;
	for (i = 0; i < h.fixups.size; i += FIXUP_SIZE) {
		offset = read_u64(image, h.fixups.offset + i);
		if (offset < end || offset > h.fixups.offset - FIXUP_SIZE)
			return KEXEC_BAKE_EFIXUPS;
		end = offset + FIXUP_SIZE;
	}
	return KEXEC_BAKE_OK;
}

void kexec_bake_apply_fixups(void *image, uint64_t distance)
{
	struct kexec_bake_header h;
	uint64_t i, offset, value;

	memcpy(&h, image, sizeof(h));
	for (i = 0; i < h.fixups.size; i += FIXUP_SIZE) {
		offset = read_u64(image, h.fixups.offset + i);
		value = read_u64(image, offset) + distance;
		memcpy((uint8_t *)image + offset, &value, sizeof(value));
	}
}
