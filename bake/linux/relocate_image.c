// SPDX-License-Identifier: GPL-2.0-only
/* Applies the fix-ups of an image that does not lie at the address it was baked for. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "arch_hooks.h"
#include "internal.h"

void __init kexec_bake_relocate_image(void)
{
	struct kexec_bake_header *h = &kexec_bake_image.header;
	u8 *image;

	if (!IS_ENABLED(CONFIG_KEXEC_BAKE_FIXUP_AT_BOOT) || kexec_bake_image.base == h->load_addr)
		return;
	image = kexec_bake_map_early(kexec_bake_image.base, h->region_size);
	kexec_bake_apply_fixups(image, kexec_bake_image.base - h->load_addr);
	h->placed_at = kexec_bake_image.base;
	memcpy(image, h, sizeof(*h));
	kexec_bake_digest_head(image, kexec_bake_image.head_digest);
}
