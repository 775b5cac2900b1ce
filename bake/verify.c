// SPDX-License-Identifier: GPL-2.0-only
/*
 * --bake-verify: what the header says is checked by kexec_bake_validate();
 * here it's compared with what the parts hold.
 */
#include "bake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "include/purgatory_info.h"
#include "include/arch/x86/zero_page.h"
#include "kexec/arch/x86/identity_map.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

/* What has been placed isn't what was baked: it's for another address. */
static int check_placed(const struct found_image *found, const char *path, struct error *error)
{
	if (found->header.placed_at)
		return fail(error,
			    "%s: is fixed up for 0x%" PRIx64
			    " (an image as it was baked was expected)",
			    path, found->header.placed_at);
	return 0;
}

static int check_digests(const struct found_image *found, const char *path, struct error *error)
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

int bake_check_command_line(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_extent *e = &found->header.command_line;
	size_t length = strnlen((const char *)found->image + e->offset, e->size);

	if (length == e->size)
		return fail(error, "%s: its command line is not terminated", path);
	if (e->size - length - 1 < KEXEC_BAKE_ADDED_PARAMETER_MAX)
		return fail(error, "%s: its command line has no room for %u bytes more", path,
			    KEXEC_BAKE_ADDED_PARAMETER_MAX);
	return 0;
}

static int check_page_tables(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	static uint8_t expected[X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE];

	x86_identity_map(expected, h->load_addr + h->x86.page_tables.offset);
	if (h->x86.page_tables.size != sizeof(expected) ||
	    memcmp(found->image + h->x86.page_tables.offset, expected, sizeof(expected)))
		return fail(error, "%s: its page tables do not map the first 4 GiB to themselves",
			    path);
	return 0;
}

static int check_fixups(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t expected[KEXEC_BAKE_FIXUPS_MAX];
	size_t size = bake_list_fixups(h, expected) * sizeof(*expected);
	int bad = kexec_bake_check_fixups(found->image, h->image_size);

	if (bad)
		return fail(error, "%s: %s", path, kexec_bake_strerror(bad));
	if (!h->fixups.size)
		return 0;
	if (h->fixups.size != size || memcmp(found->image + h->fixups.offset, expected, size))
		return fail(
			error,
			"%s: its fix-ups are not the addresses in its page tables and boot_params",
			path);
	return 0;
}

/* A number in the image that must be the one that the header asks for. */
struct expectation {
	const char *name;
	uint64_t found;
	uint64_t expected;
};

static int check_numbers(const struct expectation *e, size_t count, const char *path,
			 struct error *error)
{
	for (; count; count--, e++)
		if (e->found != e->expected)
			return fail(error, "%s: %s is 0x%" PRIx64 " (0x%" PRIx64 " was expected)",
				    path, e->name, e->found, e->expected);
	return 0;
}

static uint64_t get_split(const uint8_t *p, unsigned int low, unsigned int high)
{
	return get32(p + low) | (uint64_t)get32(p + high) << 32;
}

static int check_boot_params(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	const uint8_t *p = found->image + h->x86.boot_params.offset;
	const struct expectation numbers[] = {
		{ "boot_params' cmd_line_ptr", get_split(p, X86_CMD_LINE_PTR, X86_EXT_CMD_LINE_PTR),
		  h->load_addr + h->command_line.offset },
		{ "boot_params' ramdisk_image",
		  get_split(p, X86_RAMDISK_IMAGE, X86_EXT_RAMDISK_IMAGE),
		  h->initrd.size ? h->load_addr + h->initrd.offset : 0 },
		{ "boot_params' ramdisk_size", get_split(p, X86_RAMDISK_SIZE, X86_EXT_RAMDISK_SIZE),
		  h->initrd.size },
		{ "boot_params' init_size", get32(p + X86_INIT_SIZE), h->kernel_memory },
	};

	return check_numbers(numbers, ARRAY_SIZE(numbers), path, error);
}

static uint64_t nth_table(const struct kexec_bake_header *h, enum x86_identity_map n)
{
	return h->x86.page_tables.offset + n * X86_PAGE_TABLE_SIZE;
}

static uint64_t top_address(const struct kexec_bake_header *h, uint64_t top)
{
	return top ? h->load_addr + top : 0;
}

/* A vmlinux, which has no payload, may have its entry anywhere. */
static uint64_t kernel_entry(const struct found_image *found, uint64_t entry)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t kernel = h->load_addr + h->kernel.offset;

	if (!get32(found->image + h->x86.boot_params.offset + X86_PAYLOAD_LENGTH) &&
	    entry - kernel < h->kernel.size)
		return entry;
	return kernel + X86_ENTRY_64;
}

static int check_purgatory(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t base = h->load_addr;
	struct purgatory_info info;

	if (h->purgatory.size < PURGATORY_ENTRY)
		return fail(error, "%s: its purgatory is too small", path);
	memcpy(&info, found->image + h->purgatory.offset, sizeof(info));

	const struct expectation numbers[] = {
		{ "the entry", h->entry, h->purgatory.offset + PURGATORY_ENTRY },
		{ "the 4-level page table", h->x86.top_4level, nth_table(h, X86_TOP_4LEVEL) },
		{ "the 5-level page table", h->x86.top_5level,
		  h->x86.top_5level ? nth_table(h, X86_TOP_5LEVEL) : 0 },
		{ "the purgatory's address", info.self, base + h->purgatory.offset },
		{ "the purgatory's kernel entry", info.entry, kernel_entry(found, info.entry) },
		{ "the purgatory's boot_params", info.x86.boot_params,
		  base + h->x86.boot_params.offset },
		{ "the purgatory's 4-level page table", info.x86.top_4level,
		  top_address(h, h->x86.top_4level) },
		{ "the purgatory's 5-level page table", info.x86.top_5level,
		  top_address(h, h->x86.top_5level) },
		{ "the purgatory's digest", info.digest,
		  base + offsetof(struct kexec_bake_header, digest) },
		{ "the purgatory's hand-off", info.handoff, base + h->handoff.offset },
		{ "the purgatory's header", info.header, base },
		{ "the purgatory's region", info.region.start, base },
		{ "the purgatory's region size", info.region.size, h->region_size },
		{ "the purgatory's initrd size", info.initrd.size, h->initrd.size },
		{ "the purgatory's initrd", info.initrd.start, base + h->initrd.offset },
		{ "the purgatory's record", info.oops.start, base + h->oops.offset },
		{ "the purgatory's record size", info.oops.size, h->oops.size },
		{ "the purgatory's core header", info.elfcorehdr.start,
		  base + h->elfcorehdr.offset },
		{ "the purgatory's core header size", info.elfcorehdr.size, h->elfcorehdr.size },
		{ "the purgatory's command line", info.command_line.start,
		  base + h->command_line.offset },
		{ "the purgatory's command line size", info.command_line.size,
		  h->command_line.size },
		{ "the purgatory's mode", info.x86_settings.mode, PURGATORY_64BIT },
		{ "the purgatory's place for a return address", info.jump_back, 0 },
		{ "the purgatory's flags", info.flags & ~PURGATORY_RESET_VGA,
		  h->flags & KEXEC_BAKE_EFI ? PURGATORY_EFI : 0 },
		{ "the purgatory's number of sealed parts", info.sealed_count,
		  KEXEC_BAKE_SEALED_COUNT },
	};

	return check_numbers(numbers, ARRAY_SIZE(numbers), path, error);
}

static int check_sealed(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	struct purgatory_info info;
	int i;

	memcpy(&info, found->image + h->purgatory.offset, sizeof(info));
	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		if (info.sealed[i].start != h->load_addr + h->sealed[i].offset ||
		    info.sealed[i].size != h->sealed[i].size)
			return fail(error,
				    "%s: the purgatory checks another part than sealed part %d",
				    path, i);
	return 0;
}

static int check_empty(const struct found_image *found, uint64_t begin, uint64_t end,
		       const char *path, struct error *error)
{
	for (; begin < end; begin++)
		if (found->image[begin])
			return fail(error,
				    "%s: what is not sealed is not empty, at offset 0x%" PRIx64,
				    path, begin);
	return 0;
}

/*
 * Outside the seal, and between the parts, but nothing has had the right to
 * write there yet.
 */
static int check_untouched(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t begin = h->purgatory.offset + h->purgatory.size;

	if (h->initrd.size) {
		if (check_empty(found, begin, h->initrd.offset, path, error))
			return -1;
		begin = h->initrd.offset + h->initrd.size;
	}
	return check_empty(found, begin, h->kernel.offset, path, error);
}

int bake_verify(const char *path, struct error *error)
{
	struct found_image found;
	int result = -1;

	if (bake_find(&found, path, error))
		return -1;
	if (!check_placed(&found, path, error) && !check_digests(&found, path, error) &&
	    !bake_check_command_line(&found, path, error) &&
	    !check_page_tables(&found, path, error) && !check_fixups(&found, path, error) &&
	    !check_boot_params(&found, path, error) && !check_purgatory(&found, path, error) &&
	    !check_sealed(&found, path, error) && !check_untouched(&found, path, error))
		result = 0;
	found_image_close(&found);
	return result;
}
