// SPDX-License-Identifier: GPL-2.0-only
/* The x86 parts of a finished image, for --bake-verify and --bake-info. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bake/bake_arch.h"
#include "bake/expectation.h"
#include "include/arch/x86/zero_page.h"
#include "kexec/arch/x86/identity_page_tables.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

static int verify_page_tables(const struct found_image *found, const char *path,
			      struct error *error)
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

static int verify_fixups(const struct found_image *found, const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t expected[KEXEC_BAKE_FIXUPS_MAX];
	size_t size = bake_arch_list_fixups(h, expected) * sizeof(*expected);

	if (!h->fixups.size)
		return 0;
	if (h->fixups.size != size || memcmp(found->image + h->fixups.offset, expected, size))
		return fail(
			error,
			"%s: its fix-ups are not the addresses in its page tables and boot_params",
			path);
	return 0;
}

static uint64_t get_split(const uint8_t *p, unsigned int low, unsigned int high)
{
	return get32(p + low) | (uint64_t)get32(p + high) << 32;
}

static int verify_boot_params(const struct found_image *found, const char *path,
			      struct error *error)
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

	return verify_numbers(numbers, ARRAY_SIZE(numbers), path, error);
}

static uint64_t nth_table(const struct kexec_bake_header *h, enum x86_identity_map n)
{
	return h->x86.page_tables.offset + n * X86_PAGE_TABLE_SIZE;
}

static uint64_t top_address(const struct kexec_bake_header *h, uint64_t top)
{
	return top ? h->load_addr + top : 0;
}

/* A vmlinux has no payload, and its entry may be anywhere in the kernel. */
static uint64_t expected_entry(const struct found_image *found, uint64_t entry)
{
	const struct kexec_bake_header *h = &found->header;
	uint64_t kernel = h->load_addr + h->kernel.offset;

	if (!get32(found->image + h->x86.boot_params.offset + X86_PAYLOAD_LENGTH) &&
	    entry - kernel < h->kernel.size)
		return entry;
	return kernel + X86_ENTRY_64;
}

static int verify_info(const struct found_image *found, const struct purgatory_info *info,
		       const char *path, struct error *error)
{
	const struct kexec_bake_header *h = &found->header;
	const struct expectation numbers[] = {
		{ "the 4-level page table", h->x86.top_4level, nth_table(h, X86_TOP_4LEVEL) },
		{ "the 5-level page table", h->x86.top_5level,
		  h->x86.top_5level ? nth_table(h, X86_TOP_5LEVEL) : 0 },
		{ "the purgatory's kernel entry", info->entry, expected_entry(found, info->entry) },
		{ "the purgatory's boot_params", info->x86.boot_params,
		  h->load_addr + h->x86.boot_params.offset },
		{ "the purgatory's 4-level page table", info->x86.top_4level,
		  top_address(h, h->x86.top_4level) },
		{ "the purgatory's 5-level page table", info->x86.top_5level,
		  top_address(h, h->x86.top_5level) },
		{ "the purgatory's mode", info->x86_settings.mode, PURGATORY_64BIT },
	};

	return verify_numbers(numbers, ARRAY_SIZE(numbers), path, error);
}

int bake_arch_verify(const struct found_image *found, const struct purgatory_info *info,
		     const char *path, struct error *error)
{
	if (verify_page_tables(found, path, error) || verify_fixups(found, path, error) ||
	    verify_boot_params(found, path, error))
		return -1;
	return verify_info(found, info, path, error);
}

size_t bake_arch_list_parts(const struct kexec_bake_header *h, struct bake_part *parts)
{
	parts[0] = (struct bake_part){ "page tables", h->x86.page_tables, true };
	parts[1] = (struct bake_part){ "boot_params", h->x86.boot_params, true };
	return 2;
}

void bake_arch_print_table(const struct kexec_bake_header *h)
{
	printf("5-level CPUs  %s\n", h->x86.top_5level ? "yes" : "no");
}

void bake_arch_print_json(const struct kexec_bake_header *h)
{
	printf("  \"five_level\": %s,\n", h->x86.top_5level ? "true" : "false");
}
