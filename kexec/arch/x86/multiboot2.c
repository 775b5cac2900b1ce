// SPDX-License-Identifier: GPL-2.0-only
/* Multiboot2 Specification, version 2.0. */
#include <inttypes.h>
#include <string.h>

#include "util_lib/little_endian.h"
#include "multiboot.h"
#include "loaders.h"
#include "util_lib/align.h"

/* "3.1.1 The layout of Multiboot2 header" */
#define HEADER_REACH      32768u
#define HEADER_MAGIC      0xe85250d6u
#define ARCHITECTURE      4
#define ARCHITECTURE_I386 0
#define LENGTH            8
#define CHECKSUM          12
#define HEADER_SIZE       16

/* Tags: u16 type, u16 flags, u32 size; each at a multiple of 8. */
#define TAG_FLAGS    2
#define TAG_OPTIONAL 1
#define TAG_SIZE     4
#define TAG_CONTENT  8

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

/* "3.6 Boot information format" */
#define INFO_MAGIC       0x36d76289u
#define INFO_HEADER_SIZE 8 /* u32 size of all, u32 0 */

enum info_tag {
	INFO_END = 0,
	INFO_COMMAND_LINE = 1,
	INFO_LOADER_NAME = 2,
	INFO_MODULE = 3,
	INFO_MEMORY = 4,
	INFO_MAP = 6,
	INFO_LOAD_BASE = 21,
};

#define MAP_ENTRY_SIZE 24 /* u64 start, u64 size, u32 type, u32 0 */

/**
 * struct header - what the header asks for
 * @offset: where it is
 * @end: behind its last tag
 * @has_addresses: those are in @addresses
 * @has_entry: it's @entry
 * @is_relocatable: to multiples of @align from @min on, ending no higher than @max
 */
struct header {
	size_t offset, end;
	bool has_addresses;
	struct multiboot_addresses addresses;
	bool has_entry;
	uint32_t entry;
	bool is_relocatable;
	uint32_t min, max, align;
};

/* The kernel, and how far above its own addresses it may be put. */
struct kernel {
	struct header header;
	struct program program;
};

static bool is_header(const uint8_t *p)
{
	return get32(p) == HEADER_MAGIC &&
	       !(get32(p) + get32(p + ARCHITECTURE) + get32(p + LENGTH) + get32(p + CHECKSUM));
}

static bool find_header(struct header *header, const struct blob *file)
{
	size_t at, end = file->size < HEADER_REACH ? file->size : HEADER_REACH;

	*header = (struct header){ 0 };
	for (at = 0; end >= HEADER_SIZE && at <= end - HEADER_SIZE; at += 8)
		if (is_header(file->data + at)) {
			header->offset = at;
			return true;
		}
	return false;
}

static int check_header(struct header *header, const char *name, const struct blob *file,
			struct error *error)
{
	const uint8_t *p = file->data + header->offset;
	uint32_t length = get32(p + LENGTH);

	if (get32(p + ARCHITECTURE) != ARCHITECTURE_I386)
		return fail(error,
			    "%s: its multiboot2 header is for architecture %" PRIu32
			    " (i386, %u, was expected)",
			    name, get32(p + ARCHITECTURE), ARCHITECTURE_I386);
	if (length < HEADER_SIZE || length > file->size - header->offset)
		return fail(
			error,
			"%s: is cut short: %zu bytes do not hold its multiboot2 header, 0x%" PRIx32
			" bytes from 0x%zx on",
			name, file->size, length, header->offset);
	header->end = header->offset + length;
	return 0;
}

static bool is_told(uint32_t type)
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

static int check_requests(const uint8_t *tag, size_t size, const char *name, struct error *error)
{
	size_t at;

	for (at = TAG_CONTENT; at + 4 <= size; at += 4)
		if (!is_told(get32(tag + at)))
			return fail(
				error,
				"%s: its multiboot2 header asks for information that kexec doesn't have, type %" PRIu32,
				name, get32(tag + at));
	return 0;
}

/* "3.1.5 The address tag of Multiboot2 header": -1 is the file's start. */
static void find_start(struct header *header)
{
	struct multiboot_addresses *a = &header->addresses;

	if (a->load == UINT32_MAX && a->header >= header->offset)
		a->load = a->header - header->offset;
}

static void read_addresses(struct header *header, const uint8_t *p)
{
	header->has_addresses = true;
	header->addresses = (struct multiboot_addresses){
		.header = get32(p),
		.load = get32(p + 4),
		.load_end = get32(p + 8),
		.bss_end = get32(p + 12),
	};
	find_start(header);
}

static int read_relocatable(struct header *header, const uint8_t *p, const char *name,
			    struct error *error)
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

/* Content that each of those tags has at least. */
static size_t least_content(uint16_t type)
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

/*
 * What is asked for and can't be had is an error unless it's marked as optional.
 * Entries for EFI are for who still has its boot services.
 */
static int read_tag(struct header *header, const uint8_t *tag, size_t size, const char *name,
		    struct error *error)
{
	bool optional = get16(tag + TAG_FLAGS) & TAG_OPTIONAL;
	uint16_t type = get16(tag);

	switch (type) {
	case TAG_INFORMATION:
		return optional ? 0 : check_requests(tag, size, name, error);
	case TAG_ADDRESSES:
		read_addresses(header, tag + TAG_CONTENT);
		return 0;
	case TAG_ENTRY:
		header->has_entry = true;
		header->entry = get32(tag + TAG_CONTENT);
		return 0;
	case TAG_RELOCATABLE:
		return read_relocatable(header, tag + TAG_CONTENT, name, error);
	case TAG_CONSOLE:
	case TAG_MODULE_ALIGN:
	case TAG_EFI32_ENTRY:
	case TAG_EFI64_ENTRY:
		return 0;
	case TAG_EFI_SERVICES:
		if (optional)
			return 0;
		return fail(
			error,
			"%s: its multiboot2 header asks for EFI's boot services, which are gone",
			name);
	case TAG_FRAMEBUFFER:
		if (optional)
			return 0;
		return fail(
			error,
			"%s: its multiboot2 header asks for a video mode, and there's no BIOS left to set one",
			name);
	default:
		if (optional)
			return 0;
		return fail(error, "%s: its multiboot2 header asks for what isn't known, type %u",
			    name, type);
	}
}

static int read_tags(struct header *header, const char *name, const struct blob *file,
		     struct error *error)
{
	size_t size, left, at = header->offset + HEADER_SIZE;
	const uint8_t *tag;

	while (at < header->end) {
		tag = file->data + at;
		left = header->end - at;
		size = left < TAG_CONTENT ? 0 : get32(tag + TAG_SIZE);
		if (size < TAG_CONTENT || size > left ||
		    size - TAG_CONTENT < least_content(get16(tag)))
			return fail(error, "%s: its multiboot2 header's tag at 0x%zx is cut short",
				    name, at);
		if (get16(tag) == TAG_END)
			return 0;
		if (read_tag(header, tag, size, name, error))
			return -1;
		at += (size + 7) & ~(size_t)7;
	}
	return fail(error, "%s: its multiboot2 header has no end tag", name);
}

static int read_program(struct kernel *kernel, const char *name, const struct blob *file,
			struct error *error)
{
	struct header *header = &kernel->header;
	struct program *program = &kernel->program;

	if (!header->has_addresses) {
		if (multiboot_read_elf(program, name, file, error))
			return -1;
	} else if (!header->has_entry) {
		return fail(error, "%s: its multiboot2 header has addresses and no entry", name);
	} else if (multiboot_program(program, &header->addresses, header->offset, name, file,
				     error)) {
		return -1;
	}
	if (header->has_entry)
		program->entry = header->entry;
	return program_check(program, name, error);
}

static int read_kernel(struct kernel *kernel, const char *name, const struct blob *file,
		       struct error *error)
{
	kernel->program = (struct program){ 0 };
	if (!find_header(&kernel->header, file))
		return fail(error, "%s: has no multiboot2 header in its first %u bytes", name,
			    HEADER_REACH);
	if (check_header(&kernel->header, name, file, error) ||
	    read_tags(&kernel->header, name, file, error))
		return -1;
	if (!read_program(kernel, name, file, error))
		return 0;
	program_free(&kernel->program);
	return -1;
}

static enum probe probe(const struct load_request *request, const struct blob *file,
			struct error *error)
{
	struct header header;
	struct kernel kernel;

	if (!read_kernel(&kernel, request->kernel, file, error)) {
		program_free(&kernel.program);
		return PROBE_YES;
	}
	return find_header(&header, file) ? PROBE_BROKEN : PROBE_NO;
}

/* --- the information ------------------------------------------------------------- */

struct writing {
	uint8_t *bytes;
	size_t used;
};

static size_t padded(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

/* Returns its content, which is zeros so far. */
static uint8_t *add_tag(struct writing *w, enum info_tag type, size_t content)
{
	uint8_t *tag = w->bytes + w->used;

	put32(tag, type);
	put32(tag + TAG_SIZE, TAG_CONTENT + content);
	w->used += padded(TAG_CONTENT + content);
	return tag + TAG_CONTENT;
}

static void add_text(struct writing *w, enum info_tag type, const char *text)
{
	memcpy(add_tag(w, type, strlen(text) + 1), text, strlen(text) + 1);
}

static void add_module(struct writing *w, const struct module *module)
{
	size_t size = strlen(module->words) + 1;
	uint8_t *p = add_tag(w, INFO_MODULE, 8 + size);

	put32(p, module->start);
	put32(p + 4, module->end);
	memcpy(p + 8, module->words, size);
}

static void add_map(struct writing *w, const struct memory_map *map)
{
	uint8_t *p = add_tag(w, INFO_MAP, 8 + map->count * MAP_ENTRY_SIZE);
	size_t i;

	put32(p, MAP_ENTRY_SIZE);
	p += 8;
	for (i = 0; i < map->count; i++, p += MAP_ENTRY_SIZE) {
		put64(p, map->list[i].start);
		put64(p + 8, map->list[i].end - map->list[i].start);
		put32(p + 16, multiboot_memory_type(map->list[i].type));
	}
}

static void write_info(struct writing *w, const struct multiboot_facts *facts, uint64_t base)
{
	uint8_t *p;
	size_t i;

	w->used = INFO_HEADER_SIZE;
	add_text(w, INFO_COMMAND_LINE, facts->command_line);
	add_text(w, INFO_LOADER_NAME, PACKAGE_NAME);
	for (i = 0; i < facts->modules.count; i++)
		add_module(w, &facts->modules.list[i]);
	p = add_tag(w, INFO_MEMORY, 8);
	put32(p, facts->lower);
	put32(p + 4, facts->upper);
	add_map(w, &facts->map);
	put32(add_tag(w, INFO_LOAD_BASE, 4), base);
	add_tag(w, INFO_END, 0);
	put32(w->bytes, w->used);
}

/* At least what write_info() uses. */
static size_t info_size(const struct multiboot_facts *facts)
{
	size_t i, size = INFO_HEADER_SIZE + padded(TAG_CONTENT + strlen(facts->command_line) + 1) +
			 padded(TAG_CONTENT + sizeof(PACKAGE_NAME)) +
			 padded(TAG_CONTENT + 8 + facts->map.count * MAP_ENTRY_SIZE);

	for (i = 0; i < facts->modules.count; i++)
		size += padded(TAG_CONTENT + 8 + strlen(facts->modules.list[i].words) + 1);
	return size + 3 * padded(TAG_CONTENT + 8);
}

static int place_info(struct load *load, const struct multiboot_facts *facts, uint64_t base,
		      struct error *error)
{
	struct writing w = { 0 };

	w.bytes = multiboot_place_info(load, info_size(facts), INFO_MAGIC, error);
	if (!w.bytes)
		return -1;
	write_info(&w, facts, base);
	return 0;
}

/* --- the kernel's place ------------------------------------------------------------ */

static bool fits(const struct load *load, const struct program *program, uint64_t distance)
{
	const struct program_part *part = program->parts;
	uint64_t start, end;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		start = (part->address + distance) & ~(uint64_t)(PAGE_4K - 1);
		end = round_up(part->address + distance + part->size, PAGE_4K);
		if (!ranges_contain(&load->segments.room, (struct range){ start, end }))
			return false;
	}
	return true;
}

/*
 * At its own addresses if it fits there, or else at the lowest place that the
 * header allows; that it may prefer another one is no more than a preference.
 */
static uint64_t find_distance(const struct load *load, const struct kernel *kernel)
{
	const struct header *header = &kernel->header;
	struct range memory = program_memory(&kernel->program);
	uint64_t size = memory.end - memory.start, start;
	uint64_t align = header->align < PAGE_4K ? PAGE_4K : header->align;
	struct range within = { header->min, header->max };

	if (fits(load, &kernel->program, 0) || !header->is_relocatable || memory.start % PAGE_4K ||
	    ranges_find(&load->segments.room, size, align, within, &start))
		return 0;
	return start - memory.start;
}

static int place(struct load *load, struct kernel *kernel, struct error *error)
{
	struct multiboot_facts facts = { 0 };
	uint64_t distance;
	int result;

	if (load_stay_below_4gib(load, error))
		return -1;
	distance = find_distance(load, kernel);
	if (program_place(load, &kernel->program, distance, error) ||
	    load_place_purgatory(load, error))
		return -1;
	load->orders.x86_settings.mode = PURGATORY_32BIT;
	load->orders.entry = kernel->program.entry + distance;
	result = multiboot_gather(&facts, load, error) ||
		 place_info(load, &facts, program_memory(&kernel->program).start + distance, error);
	memory_map_free(&facts.map);
	return result ? -1 : 0;
}

static int load_multiboot2(struct load *load, struct error *error)
{
	struct kernel kernel;
	int result;

	if (read_kernel(&kernel, load->request->kernel, &load->file, error))
		return -1;
	result = place(load, &kernel, error);
	program_free(&kernel.program);
	return result;
}

const struct loader x86_multiboot2_loader = {
	.name = "multiboot2-x86",
	.title = "Multiboot kernel, version 2",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_MODULE,
	.probe = probe,
	.load = load_multiboot2,
};
