// SPDX-License-Identifier: GPL-2.0-only
/*
 * An input is an image whose header need not be valid.  Fix-ups that are accepted change only
 * bytes in front of their table, and can be undone.
 */
#include "fuzz.h"
#include "include/kexec_bake.h"

static void demand_undone(uint8_t *image, const uint8_t *data, size_t size)
{
	struct kexec_bake_header h;
	uint64_t begin;

	memcpy(&h, data, sizeof(h));
	kexec_bake_apply_fixups(image, 0x123456789000);
	begin = h.fixups.size ? h.fixups.offset : 0;
	demand(!memcmp(image, data, KEXEC_BAKE_PAGE));
	demand(!memcmp(image + begin, data + begin, size - begin));
	demand(!h.fixups.size || memcmp(image, data, size));
	kexec_bake_apply_fixups(image, -0x123456789000);
	demand(!memcmp(image, data, size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int bad = kexec_bake_check_fixups(data, size);
	uint8_t *image;

	demand(!bad || bad == KEXEC_BAKE_EFIXUPS);
	if (bad)
		return 0;
	image = malloc(size);
	demand(image != NULL);
	memcpy(image, data, size);
	demand_undone(image, data, size);
	free(image);
	return 0;
}
