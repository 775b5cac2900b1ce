// SPDX-License-Identifier: GPL-2.0-only
/*
 * Between the copying and the first panic: the image is looked at where it
 * lies now, and, if this kernel is to do it, made ready for that place.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "internal.h"

#define PINNED (sizeof(CONFIG_KEXEC_BAKE_DIGEST) > 1)

static u64 __init head_end(void)
{
	const struct kexec_bake_extent *head = &kexec_baked.header.sealed[KEXEC_BAKE_SEALED_HEAD];

	return head->offset + head->size;
}

/* Of what lies at @image: header and head, in one piece. */
static void __init digest_head(const u8 *image, u8 *digest)
{
	const struct kexec_bake_extent *sealed = kexec_baked.header.sealed;
	struct sha256_state sha;

	sha256_init(&sha);
	sha256_update(&sha, image, sealed[KEXEC_BAKE_SEALED_HEADER].size);
	sha256_update(&sha, image + sealed[KEXEC_BAKE_SEALED_HEAD].offset,
		      sealed[KEXEC_BAKE_SEALED_HEAD].size);
	sha256_final(&sha, digest);
}

static const char *__init check_all(const u8 *image)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	u8 digest[SHA256_DIGEST_SIZE], wanted[SHA256_DIGEST_SIZE];
	struct sha256_state sha;
	int i;

	if (sizeof(CONFIG_KEXEC_BAKE_DIGEST) != 2 * sizeof(wanted) + 1 ||
	    hex2bin(wanted, CONFIG_KEXEC_BAKE_DIGEST, sizeof(wanted)))
		return "KEXEC_BAKE_DIGEST is not a digest";
	sha256_init(&sha);
	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		sha256_update(&sha, image + h->sealed[i].offset, h->sealed[i].size);
	sha256_final(&sha, digest);
	if (memcmp(digest, wanted, sizeof(digest)))
		return "its digest is not KEXEC_BAKE_DIGEST";
	kexec_baked.verified = "all";
	return NULL;
}

static const char *__init check_head(u8 *image)
{
	const struct kexec_bake_header *h = &kexec_baked.header;

	digest_head(image, kexec_baked.head_digest);
	if (memcmp(kexec_baked.head_digest, h->head_digest, sizeof(h->head_digest)))
		return "its head is damaged";
	if (kexec_bake_check_fixups(image, head_end()))
		return "its fix-ups are not valid";
	return NULL;
}

/* What else would be the purgatory's first duty. */
static void __init move(u8 *image)
{
	struct kexec_bake_header *h = &kexec_baked.header;

	kexec_bake_apply_fixups(image, kexec_baked.base - h->load_addr);
	h->placed_at = kexec_baked.base;
	memcpy(image, h, sizeof(*h));
	digest_head(image, kexec_baked.head_digest);
}

const char *__init kexec_bake_settle(void)
{
	u8 *image = kexec_bake_reach(kexec_baked.base, kexec_baked.header.region_size);
	const char *why = NULL;

	kexec_baked.verified = "head";
	if (PINNED)
		why = check_all(image);
	why = why ?: check_head(image);
	if (!why && IS_ENABLED(CONFIG_KEXEC_BAKE_FIXUP_AT_BOOT) &&
	    kexec_baked.base != kexec_baked.header.load_addr)
		move(image);
	return why;
}
