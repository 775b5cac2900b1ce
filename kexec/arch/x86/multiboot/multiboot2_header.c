// SPDX-License-Identifier: GPL-2.0-only
#include "multiboot2_header.h"

#include <inttypes.h>

#include "util_lib/align.h"
#include "util_lib/little_endian.h"

/* "3.1.1 The layout of Multiboot2 header" */
#define ARCHITECTURE      4
#define ARCHITECTURE_I386 0
#define LENGTH            8
#define HEADER_SIZE       16

/* The summed words are magic, architecture, length and checksum. */
static const struct multiboot_signature multiboot2_signature = {
	.magic = 0xe85250d6,
	.words = 4,
	.align = 8,
	.reach = 32768,
};

/* "3.1.3 General tag structure": u16 type, u16 flags, u32 size. */
#define TAG_FLAGS    2
#define TAG_OPTIONAL 1
#define TAG_SIZE     4
#define TAG_CONTENT  8

/* "3.1.4 Information request header tag" to "3.1.13 Relocatable header tag" */
enum header_tag {
	TAG_END = 0,
	TAG_INFORMATION = 1,
	TAG_ADDRESSES = 2,
	TAG_ENTRY = 3,
	TAG_CONSOLE = 4,
	TAG_FRAMEBUFFER = 5,
	TAG_MODULE_ALIGN = 6,
	TAG_EFI_SERVICES = 7,
	TAG_EFI32_ENTRY = 8,
	TAG_EFI64_ENTRY = 9,
	TAG_RELOCATABLE = 10,
};

static int check_header_fields(const uint8_t *p, size_t left, const char *name,
			       const struct blob *file, struct error *error)
{
	uint32_t length = get32(p + LENGTH);

	if (get32(p + ARCHITECTURE) != ARCHITECTURE_I386)
		return fail(error,
			    "%s: its multiboot2 header is for architecture %" PRIu32
			    " (i386, %u, was expected)",
			    name, get32(p + ARCHITECTURE), ARCHITECTURE_I386);
	if (length < HEADER_SIZE || length > left)
		return fail(
			error,
			"%s: is cut short: %zu bytes do not hold its multiboot2 header, 0x%" PRIx32
			" bytes from 0x%zx on",
			name, file->size, length, file->size - left);
	return 0;
}

static bool is_provided_information(uint32_t type)
{
	switch (type) {
	case INFO_COMMAND_LINE:
	case INFO_LOADER_NAME:
	case INFO_MODULE:
	case INFO_MEMORY:
	case INFO_MAP:
	case INFO_LOAD_BASE:
		return true;
	default:
		return false;
	}
}

static int check_information_request(const uint8_t *tag, size_t size, const char *name,
				     struct error *error)
{
	size_t at;

	for (at = TAG_CONTENT; at + 4 <= size; at += 4)
		if (!is_provided_information(get32(tag + at)))
			return fail(
				error,
				"%s: its multiboot2 header asks for information that kexec does not have, type %" PRIu32,
				name, get32(tag + at));
	return 0;
}

/* "3.1.5 The address tag of Multiboot2 header": a load_addr of -1 is the file's start. */
static void read_address_tag(struct multiboot2_header *header, const uint8_t *p)
{
	struct multiboot_addresses *a = &header->addresses;

	header->has_addresses = true;
	*a = (struct multiboot_addresses){
		.header = get32(p),
		.load = get32(p + 4),
		.load_end = get32(p + 8),
		.bss_end = get32(p + 12),
	};
	if (a->load == UINT32_MAX && a->header >= header->offset)
		a->load = a->header - header->offset;
}

static int read_relocatable_tag(struct multiboot2_header *header, const uint8_t *p,
				const char *name, struct error *error)
{
	header->is_relocatable = true;
	header->min = get32(p);
	header->max = get32(p + 4);
	header->align = get32(p + 8);
	if (header->align & (header->align - 1))
		return fail(error,
			    "%s: its multiboot2 header asks for an alignment of 0x%" PRIx32
			    " (a power of two was expected)",
			    name, header->align);
	return 0;
}

/* Return: the least size of a tag's content, for the tags that are read. */
static size_t least_tag_content(uint16_t type)
{
	switch (type) {
	case TAG_ADDRESSES:
	case TAG_RELOCATABLE:
		return 16;
	case TAG_ENTRY:
		return 4;
	default:
		return 0;
	}
}

static int refuse_header_tag(uint16_t type, const char *name, struct error *error)
{
	switch (type) {
	case TAG_EFI_SERVICES:
		return fail(
			error,
			"%s: its multiboot2 header asks for EFI's boot services, which are gone",
			name);
	case TAG_FRAMEBUFFER:
		return fail(
			error,
			"%s: its multiboot2 header asks for a video mode, and there is no BIOS to set one",
			name);
	default:
		return fail(error, "%s: its multiboot2 header asks for an unknown feature, type %u",
			    name, type);
	}
}

/*
 * A request that kexec cannot meet is an error unless its tag is optional.  The EFI entries are for
 * boot loaders that still have EFI's boot services, so they are ignored.
 */
static int read_header_tag(struct multiboot2_header *header, const uint8_t *tag, size_t size,
			   const char *name, struct error *error)
{
	bool optional = get16(tag + TAG_FLAGS) & TAG_OPTIONAL;
	uint16_t type = get16(tag);

	switch (type) {
	case TAG_INFORMATION:
		return optional ? 0 : check_information_request(tag, size, name, error);
	case TAG_ADDRESSES:
		read_address_tag(header, tag + TAG_CONTENT);
		return 0;
	case TAG_ENTRY:
		header->has_entry = true;
		header->entry = get32(tag + TAG_CONTENT);
		return 0;
	case TAG_RELOCATABLE:
		return read_relocatable_tag(header, tag + TAG_CONTENT, name, error);
	case TAG_CONSOLE:
	case TAG_MODULE_ALIGN:
	case TAG_EFI32_ENTRY:
	case TAG_EFI64_ENTRY:
		return 0;
	default:
		return optional ? 0 : refuse_header_tag(type, name, error);
	}
}

static int read_header_tags(struct multiboot2_header *header, const char *name,
			    const struct blob *file, struct error *error)
{
	size_t size, left, at = header->offset + HEADER_SIZE;
	size_t end = header->offset + get32(file->data + header->offset + LENGTH);
	const uint8_t *tag;

	while (at < end) {
		tag = file->data + at;
		left = end - at;
		size = left < TAG_CONTENT ? 0 : get32(tag + TAG_SIZE);
		if (size < TAG_CONTENT || size > left ||
		    size - TAG_CONTENT < least_tag_content(get16(tag)))
			return fail(error, "%s: its multiboot2 header's tag at 0x%zx is cut short",
				    name, at);
		if (get16(tag) == TAG_END)
			return 0;
		if (read_header_tag(header, tag, size, name, error))
			return -1;
		at += round_up(size, MULTIBOOT2_TAG_ALIGN);
	}
	return fail(error, "%s: its multiboot2 header has no end tag", name);
}

bool multiboot2_has_header(const struct blob *file)
{
	return multiboot_find_header(file, &multiboot2_signature) != NULL;
}

int multiboot2_read_header(struct multiboot2_header *header, const char *name,
			   const struct blob *file, struct error *error)
{
	const uint8_t *p = multiboot_find_header(file, &multiboot2_signature);

	if (!p)
		return fail(error, "%s: has no multiboot2 header in its first %u bytes", name,
			    multiboot2_signature.reach);
	*header = (struct multiboot2_header){ .offset = p - file->data };
	if (check_header_fields(p, file->size - header->offset, name, file, error))
		return -1;
	return read_header_tags(header, name, file, error);
}
