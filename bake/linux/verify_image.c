// SPDX-License-Identifier: GPL-2.0-only
/* Checks the image in its region against its digests, once at boot. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "arch_hooks.h"
#include "internal.h"

#define HAS_REQUIRED_DIGEST (sizeof(CONFIG_KEXEC_BAKE_DIGEST) > 1)

static u64 __init sealed_head_end(void)
{
	const struct kexec_bake_extent *head =
		&kexec_bake_image.header.sealed[KEXEC_BAKE_SEALED_HEAD];

	return head->offset + head->size;
}

void __init kexec_bake_digest_head(const u8 *image, u8 *digest)
{
	const struct kexec_bake_extent *sealed = kexec_bake_image.header.sealed;
	struct sha256_state sha;

	sha256_init(&sha);
	sha256_update(&sha, image, sealed[KEXEC_BAKE_SEALED_HEADER].size);
	sha256_update(&sha, image + sealed[KEXEC_BAKE_SEALED_HEAD].offset,
		      sealed[KEXEC_BAKE_SEALED_HEAD].size);
	sha256_final(&sha, digest);
}

static const char *__init verify_required_digest(const u8 *image)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	u8 digest[SHA256_DIGEST_SIZE], required[SHA256_DIGEST_SIZE];
	struct sha256_state sha;
	int i;

	if (sizeof(CONFIG_KEXEC_BAKE_DIGEST) != 2 * sizeof(required) + 1 ||
	    hex2bin(required, CONFIG_KEXEC_BAKE_DIGEST, sizeof(required)))
		return "KEXEC_BAKE_DIGEST is not a digest";
	sha256_init(&sha);
	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		sha256_update(&sha, image + h->sealed[i].offset, h->sealed[i].size);
	sha256_final(&sha, digest);
	if (memcmp(digest, required, sizeof(digest)))
		return "its digest is not KEXEC_BAKE_DIGEST";
	kexec_bake_image.verified = KEXEC_BAKE_VERIFIED_ALL;
	return NULL;
}

static const char *__init verify_head_at_boot(const u8 *image)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;

	kexec_bake_digest_head(image, kexec_bake_image.head_digest);
	if (memcmp(kexec_bake_image.head_digest, h->head_digest, sizeof(h->head_digest)))
		return "its head is damaged";
	if (kexec_bake_check_fixups(image, sealed_head_end()))
		return "its fix-ups are not valid";
	return NULL;
}

const char *__init kexec_bake_verify_image(void)
{
	const u8 *image =
		kexec_bake_map_early(kexec_bake_image.base, kexec_bake_image.header.region_size);
	const char *why = NULL;

	kexec_bake_image.verified = KEXEC_BAKE_VERIFIED_HEAD;
	if (HAS_REQUIRED_DIGEST)
		why = verify_required_digest(image);
	return why ?: verify_head_at_boot(image);
}
