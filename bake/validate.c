// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks a baked image's header; until that has succeeded nothing reads the rest of the image.
 * The program, the kernel side and the fuzzers compile this, so it allocates nothing, prints
 * nothing and trusts no number.
 */
#include "validate.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <stdbool.h>
#include <string.h>
#endif

/* Parts that every architecture has. */
#define PARTS 8

static int check_identity(const struct kexec_bake_header *h)
{
	if (memcmp(h->magic, KEXEC_BAKE_MAGIC, sizeof(h->magic)))
		return KEXEC_BAKE_EMAGIC;
	if (h->version != KEXEC_BAKE_VERSION || h->header_size != sizeof(*h))
		return KEXEC_BAKE_EVERSION;
	if (h->arch != KEXEC_BAKE_ARCH)
		return KEXEC_BAKE_EARCH;
	if (h->flags & ~KEXEC_BAKE_FLAGS || h->reserved)
		return KEXEC_BAKE_EFLAGS;
	if (!memchr(h->kernel_version, 0, sizeof(h->kernel_version)))
		return KEXEC_BAKE_ESTRING;
	return KEXEC_BAKE_OK;
}

static int check_sizes(const struct kexec_bake_header *h, uint64_t size)
{
	if (!h->load_addr || h->load_addr % KEXEC_BAKE_PAGE || h->load_addr >= KEXEC_BAKE_TOP)
		return KEXEC_BAKE_EADDRESS;
	if (!h->region_size || h->region_size % KEXEC_BAKE_PAGE ||
	    h->region_size > KEXEC_BAKE_TOP - h->load_addr)
		return KEXEC_BAKE_ESIZE;
	if (h->image_size < KEXEC_BAKE_PAGE || h->image_size > h->region_size)
		return KEXEC_BAKE_ESIZE;
	return h->image_size > size ? KEXEC_BAKE_ESHORT : KEXEC_BAKE_OK;
}

/* Does the part lie between the header's page and the end of the image? */
static bool is_inside(const struct kexec_bake_header *h, const struct kexec_bake_extent *e)
{
	return e->offset >= KEXEC_BAKE_PAGE && e->offset <= h->image_size &&
	       e->size <= h->image_size - e->offset;
}

static bool is_optional(const struct kexec_bake_header *h, const struct kexec_bake_extent *e)
{
	return e == &h->initrd || e == &h->fixups;
}

/* The part must lie in the image, begin on a page, and not overlap the part before it. */
static int check_extent(const struct kexec_bake_header *h, const struct kexec_bake_extent *part,
			uint64_t *end)
{
	if (is_optional(h, part) && !part->size)
		return part->offset ? KEXEC_BAKE_EEXTENT : KEXEC_BAKE_OK;
	if (!part->size || !is_inside(h, part) || part->offset % KEXEC_BAKE_PAGE)
		return KEXEC_BAKE_EEXTENT;
	if (part->offset < *end)
		return KEXEC_BAKE_EORDER;
	*end = part->offset + part->size;
	return KEXEC_BAKE_OK;
}

static int check_order(const struct kexec_bake_header *h)
{
	const struct kexec_bake_extent *parts[PARTS] = {
		&h->command_line, &h->fixups, &h->purgatory, &h->scratch,
		&h->handoff,      &h->initrd, &h->oops,      &h->kernel,
	};
	const struct kexec_bake_extent *first[KEXEC_BAKE_ARCH_EXTENTS_MAX];
	int i, n = kexec_bake_arch_extents(h, first), error = KEXEC_BAKE_OK;
	uint64_t end = KEXEC_BAKE_PAGE;

	for (i = 0; i < n && !error; i++)
		error = check_extent(h, first[i], &end);
	for (i = 0; i < PARTS && !error; i++)
		error = check_extent(h, parts[i], &end);
	return error;
}

static bool is_valid_place(const struct kexec_bake_header *h, uint64_t address)
{
	return address % h->alignment == 0 && address >= h->lowest_addr &&
	       address < KEXEC_BAKE_TOP && h->region_size <= KEXEC_BAKE_TOP - address;
}

/* In an image that is not relocatable, all fields about relocation are 0. */
static int check_places(const struct kexec_bake_header *h)
{
	uint64_t alignment = h->alignment;

	if (!(h->flags & KEXEC_BAKE_RELOCATABLE))
		return h->fixups.size || alignment || h->lowest_addr || h->placed_at ?
			       KEXEC_BAKE_EPLACE :
			       KEXEC_BAKE_OK;
	if (!h->fixups.size || h->fixups.size % sizeof(uint64_t) ||
	    h->fixups.size > KEXEC_BAKE_FIXUPS_MAX * sizeof(uint64_t))
		return KEXEC_BAKE_EFIXUPS;
	if (alignment < KEXEC_BAKE_PAGE || alignment > KEXEC_BAKE_ALIGN_MAX ||
	    alignment & (alignment - 1))
		return KEXEC_BAKE_EPLACE;
	if (!is_valid_place(h, h->lowest_addr) || !h->lowest_addr ||
	    !is_valid_place(h, h->load_addr) || (h->placed_at && !is_valid_place(h, h->placed_at)))
		return KEXEC_BAKE_EPLACE;
	return KEXEC_BAKE_OK;
}

static int check_contents(const struct kexec_bake_header *h)
{
	if (h->command_line.size <= KEXEC_BAKE_ADDED_PARAMETER_MAX ||
	    h->handoff.size < sizeof(struct kexec_bake_handoff) ||
	    h->oops.size < KEXEC_BAKE_OOPS_MIN)
		return KEXEC_BAKE_EEXTENT;
	if (!kexec_bake_extent_holds(&h->purgatory, h->entry, 1))
		return KEXEC_BAKE_EENTRY;
	if (h->kernel.offset + h->kernel.size != h->image_size ||
	    h->kernel_memory < h->kernel.size ||
	    h->kernel_memory > h->region_size - h->kernel.offset)
		return KEXEC_BAKE_EKERNEL;
	return KEXEC_BAKE_OK;
}

/* The elfcorehdr ends the region, and lies above the memory into which the kernel unpacks. */
static int check_elfcorehdr_extent(const struct kexec_bake_header *h)
{
	const struct kexec_bake_extent *core = &h->elfcorehdr;

	if (core->size < KEXEC_BAKE_ELFCOREHDR_MIN || core->size > h->region_size ||
	    core->offset != h->region_size - core->size || core->offset % KEXEC_BAKE_PAGE ||
	    core->offset < h->kernel.offset + h->kernel_memory)
		return KEXEC_BAKE_ECORE;
	return KEXEC_BAKE_OK;
}

static bool is_extent(const struct kexec_bake_extent *e, uint64_t offset, uint64_t size)
{
	return e->offset == offset && e->size == size;
}

static int check_sealed_extents(const struct kexec_bake_header *h)
{
	const struct kexec_bake_extent *s = h->sealed;
	uint64_t head_end = h->purgatory.offset + h->purgatory.size;

	if (!is_extent(&s[KEXEC_BAKE_SEALED_HEADER], 0,
		       offsetof(struct kexec_bake_header, head_digest)) ||
	    !is_extent(&s[KEXEC_BAKE_SEALED_HEAD], KEXEC_BAKE_PAGE, head_end - KEXEC_BAKE_PAGE) ||
	    !is_extent(&s[KEXEC_BAKE_SEALED_INITRD], h->initrd.offset, h->initrd.size) ||
	    !is_extent(&s[KEXEC_BAKE_SEALED_KERNEL], h->kernel.offset, h->kernel.size))
		return KEXEC_BAKE_ESEAL;
	return KEXEC_BAKE_OK;
}

static int check_padding(const uint8_t *page)
{
	unsigned int i;

	for (i = sizeof(struct kexec_bake_header); i < KEXEC_BAKE_PAGE; i++)
		if (page[i])
			return KEXEC_BAKE_EPADDING;
	return KEXEC_BAKE_OK;
}

int kexec_bake_validate(const void *image, uint64_t size)
{
	struct kexec_bake_header h;
	int error;

	if (size < KEXEC_BAKE_PAGE)
		return KEXEC_BAKE_ESHORT;
	memcpy(&h, image, sizeof(h));
	error = check_identity(&h);
	if (!error)
		error = check_sizes(&h, size);
	if (!error)
		error = check_order(&h);
	if (!error)
		error = check_places(&h);
	if (!error)
		error = kexec_bake_arch_validate(&h);
	if (!error)
		error = check_contents(&h);
	if (!error)
		error = check_elfcorehdr_extent(&h);
	if (!error)
		error = check_sealed_extents(&h);
	if (!error)
		error = check_padding(image);
	return error;
}

const char *kexec_bake_strerror(int error)
{
	static const char *const texts[KEXEC_BAKE_ERRORS] = {
		[-KEXEC_BAKE_OK] = "no error",
		[-KEXEC_BAKE_ESHORT] = "it is cut short",
		[-KEXEC_BAKE_EMAGIC] = "it has no magic number",
		[-KEXEC_BAKE_EVERSION] = "its version is not 1",
		[-KEXEC_BAKE_EARCH] = ("it is for another architecture than " KEXEC_BAKE_ARCH_NAME),
		[-KEXEC_BAKE_EFLAGS] = "it has flags that version 1 does not know",
		[-KEXEC_BAKE_EADDRESS] = "its address is not a page below 4 GiB",
		[-KEXEC_BAKE_ESIZE] = "its sizes contradict one another",
		[-KEXEC_BAKE_EEXTENT] = "a part lies outside the image or has a wrong size",
		[-KEXEC_BAKE_EORDER] = "its parts overlap or are out of order",
		[-KEXEC_BAKE_EENTRY] = "its entry or a page table lies outside its part",
		[-KEXEC_BAKE_EKERNEL] =
			"the kernel is not at the image's end or does not fit into the region",
		[-KEXEC_BAKE_ESEAL] = "its digests do not cover all that they must",
		[-KEXEC_BAKE_EPADDING] = "the header's page is not zero after the header",
		[-KEXEC_BAKE_ESTRING] = "the kernel's version is not terminated",
		[-KEXEC_BAKE_EPLACE] =
			"its alignment, lowest address and flags contradict one another",
		[-KEXEC_BAKE_EFIXUPS] =
			"a fix-up lies outside what may be moved, or is out of order",
		[-KEXEC_BAKE_ECORE] =
			"the elfcorehdr is not at the region's end or overlaps the kernel",
	};

	if (error > 0 || error <= -KEXEC_BAKE_ERRORS)
		return "unknown error";
	return texts[-error];
}
