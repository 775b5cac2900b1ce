// SPDX-License-Identifier: GPL-2.0-only
/*
 * --bake-verify compares the content of the parts with the header.  kexec_bake_validate()
 * has checked the header by then.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "include/purgatory_info.h"
#include "util_lib/align.h"

#include "bake_arch.h"
#include "bake.h"
#include "expectation.h"
#include "find_image.h"
#include "image.h"

/* An image whose fix-ups have been applied differs from the image as baked. */
static int verify_placed(const struct found_image *found, const char *path, struct error *error)
{
	if (found->header.placed_at)
		return fail(error,
			    "%s: is fixed up for 0x%" PRIx64 " (an image as baked was expected)",
			    path, found->header.placed_at);
	return 0;
}

static int verify_digests(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	const struct segment whole = {
		.content = found->image,
		.stored = h->image_size,
		.size = h->image_size,
		.address = h->load_addr,
	};
	const struct baked_image image = { h, &whole, 1 };
	uint8_t head[32], all[32];

	bake_digests(&image, head, all);
	if (memcmp(head, h->head_digest, sizeof(head)))
		return fail(
			error,
			"%s: its head is damaged: the digest of header, page tables, command line and purgatory is wrong",
			path);
	if (memcmp(all, h->digest, sizeof(all)))
		return fail(error, "%s: its kernel or initrd is damaged: the digest is wrong",
			    path);
	return 0;
}

static int verify_offsets(const struct found_image *found, const char *path, struct error *error)
{
	int bad = kexec_bake_check_fixups(found->image, found->header.image_size);

	return bad ? fail(error, "%s: %s", path, kexec_bake_strerror(bad)) : 0;
}

/* The purgatory may be smaller than its info. */
static int read_info(const struct found_image *found, struct purgatory_info *info, const char *path,
		     struct error *error)
{
	const struct kexec_bake_extent *purgatory = &found->header.purgatory;

	if (purgatory->size < PURGATORY_ENTRY)
		return fail(error, "%s: its purgatory is too small", path);
	memcpy(info, found->image + purgatory->offset, sizeof(*info));
	return 0;
}

static int verify_purgatory(const struct found_image *found, const struct purgatory_info *info,
			    const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t base = h->load_addr;

	const struct expectation numbers[] = {
		{ "the entry", h->entry, h->purgatory.offset + PURGATORY_ENTRY },
		{ "the purgatory's address", info->self, base + h->purgatory.offset },
		{ "the purgatory's digest", info->digest,
		  base + offsetof(struct kexec_bake_header, digest) },
		{ "the purgatory's hand-off", info->handoff, base + h->handoff.offset },
		{ "the purgatory's header", info->header, base },
		{ "the purgatory's region", info->region.start, base },
		{ "the purgatory's region size", info->region.size, h->region_size },
		{ "the purgatory's initrd size", info->initrd.size, h->initrd.size },
		{ "the purgatory's initrd", info->initrd.start, base + h->initrd.offset },
		{ "the purgatory's oops archive", info->oops.start, base + h->oops.offset },
		{ "the purgatory's oops archive size", info->oops.size, h->oops.size },
		{ "the purgatory's elfcorehdr", info->elfcorehdr.start,
		  base + h->elfcorehdr.offset },
		{ "the purgatory's elfcorehdr size", info->elfcorehdr.size, h->elfcorehdr.size },
		{ "the purgatory's command line", info->command_line.start,
		  base + h->command_line.offset },
		{ "the purgatory's command line size", info->command_line.size,
		  h->command_line.size },
		{ "the purgatory's jump back address", info->jump_back, 0 },
		{ "the purgatory's flags", info->flags & ~PURGATORY_ARCH_FLAGS,
		  h->flags & KEXEC_BAKE_EFI ? PURGATORY_EFI : 0 },
		{ "the purgatory's number of sealed parts", info->sealed_count,
		  KEXEC_BAKE_SEALED_COUNT },
	};

	return verify_numbers(numbers, ARRAY_SIZE(numbers), path, error);
}

static int verify_sealed(const struct found_image *found, const struct purgatory_info *info,
			 const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	int i;

	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		if (info->sealed[i].start != h->load_addr + h->sealed[i].offset ||
		    info->sealed[i].size != h->sealed[i].size)
			return fail(error,
				    "%s: the purgatory's sealed part %d differs from the header's",
				    path, i);
	return 0;
}

static int verify_empty(const struct found_image *found, uint64_t begin, uint64_t end,
			const char *path, struct error *error)
{
	for (; begin < end; begin++)
		if (found->image[begin])
			return fail(
				error,
				"%s: a byte that is not sealed is not zero, at offset 0x%" PRIx64,
				path, begin);
	return 0;
}

/* Parts that are not sealed, and gaps between parts, are zero in an image as baked. */
static int verify_untouched(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t begin = h->purgatory.offset + h->purgatory.size;

	if (h->initrd.size) {
		if (verify_empty(found, begin, h->initrd.offset, path, error))
			return -1;
		begin = h->initrd.offset + h->initrd.size;
	}
	return verify_empty(found, begin, h->kernel.offset, path, error);
}

static int verify_image(const struct found_image *found, const char *path, struct error *error)
{
	struct purgatory_info info;

	if (verify_placed(found, path, error) || verify_digests(found, path, error) ||
	    found_image_check_command_line(found, path, error) ||
	    verify_offsets(found, path, error) || read_info(found, &info, path, error) ||
	    bake_arch_verify(found, &info, path, error) ||
	    verify_purgatory(found, &info, path, error) || verify_sealed(found, &info, path, error))
		return -1;
	return verify_untouched(found, path, error);
}

int bake_verify(const char *path, struct error *error)
{
	struct found_image found;
	int result;

	if (found_image_open(&found, path, error))
		return -1;
	result = verify_image(&found, path, error);
	found_image_close(&found);
	return result;
}
