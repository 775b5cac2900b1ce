// SPDX-License-Identifier: GPL-2.0-only
/* Multiboot Specification, version 0.6.96. */
#include <inttypes.h>
#include <string.h>

#include "util_lib/little_endian.h"
#include "multiboot.h"
#include "loaders.h"

/* "3.1.1 The layout of Multiboot header": offsets in it. */
#define HEADER_REACH          8192u
#define HEADER_MAGIC          0x1badb002u
#define FLAGS                 4
#define CHECKSUM              8
#define HEADER_ADDR           12
#define LOAD_ADDR             16
#define LOAD_END_ADDR         20
#define BSS_END_ADDR          24
#define ENTRY_ADDR            28
#define HEADER_SIZE           12
#define HEADER_SIZE_ADDRESSES 32

#define PAGE_ALIGN    0x00000001u
#define MEMORY_INFO   0x00000002u
#define VIDEO_MODE    0x00000004u
#define MUST_KNOW     0x0000ffffu
#define HAS_ADDRESSES 0x00010000u

/* "3.3 Boot information format": offsets in it, and bits of its flags. */
#define INFO_MAGIC       0x2badb002u
#define INFO_MEM_LOWER   4
#define INFO_MEM_UPPER   8
#define INFO_CMDLINE     16
#define INFO_MODS_COUNT  20
#define INFO_MODS_ADDR   24
#define INFO_MMAP_LENGTH 44
#define INFO_MMAP_ADDR   48
#define INFO_LOADER_NAME 64
#define INFO_SIZE        116

#define INFO_HAS_MEMORY      (1u << 0)
#define INFO_HAS_CMDLINE     (1u << 2)
#define INFO_HAS_MODULES     (1u << 3)
#define INFO_HAS_MMAP        (1u << 6)
#define INFO_HAS_LOADER_NAME (1u << 9)

#define MODULE_SIZE     16 /* u32 start, end, string, 0 */
#define MMAP_ENTRY_SIZE 24 /* u32 20, u64 start, u64 size, u32 type */

struct header {
	size_t offset;
	uint32_t flags;
};

static bool is_header(const uint8_t *p)
{
	return get32(p) == HEADER_MAGIC && !(get32(p) + get32(p + FLAGS) + get32(p + CHECKSUM));
}

static bool find_header(struct header *header, const struct blob *file)
{
	size_t at, end = file->size < HEADER_REACH ? file->size : HEADER_REACH;

	for (at = 0; end >= HEADER_SIZE && at <= end - HEADER_SIZE; at += 4)
		if (is_header(file->data + at)) {
			*header = (struct header){ at, get32(file->data + at + FLAGS) };
			return true;
		}
	return false;
}

static int check_flags(const struct header *header, const char *name, struct error *error)
{
	uint32_t unknown = header->flags & MUST_KNOW & ~(PAGE_ALIGN | MEMORY_INFO);

	if (unknown & VIDEO_MODE)
		return fail(
			error,
			"%s: its multiboot header asks for a video mode, and there's no BIOS left to set one",
			name);
	if (unknown)
		return fail(error, "%s: its multiboot header asks for what isn't known, 0x%" PRIx32,
			    name, unknown);
	return 0;
}

static int read_by_addresses(struct program *program, const struct header *header, const char *name,
			     const struct blob *file, struct error *error)
{
	const uint8_t *p = file->data + header->offset;
	struct multiboot_addresses addresses;

	if (file->size - header->offset < HEADER_SIZE_ADDRESSES)
		return fail(error, "%s: is cut short: %zu bytes do not hold its multiboot header",
			    name, file->size);
	addresses = (struct multiboot_addresses){
		.header = get32(p + HEADER_ADDR),
		.load = get32(p + LOAD_ADDR),
		.load_end = get32(p + LOAD_END_ADDR),
		.bss_end = get32(p + BSS_END_ADDR),
	};
	program->entry = get32(p + ENTRY_ADDR);
	return multiboot_program(program, &addresses, header->offset, name, file, error);
}

static int read_program(struct program *program, const char *name, const struct blob *file,
			struct error *error)
{
	struct header header;
	int result;

	*program = (struct program){ 0 };
	if (!find_header(&header, file))
		return fail(error, "%s: has no multiboot header in its first %u bytes", name,
			    HEADER_REACH);
	if (check_flags(&header, name, error))
		return -1;
	result = header.flags & HAS_ADDRESSES ?
			 read_by_addresses(program, &header, name, file, error) :
			 multiboot_read_elf(program, name, file, error);
	result = result || program_check(program, name, error) ? -1 : 0;
	if (result)
		program_free(program);
	return result;
}

static enum probe probe(const struct load_request *request, const struct blob *file,
			struct error *error)
{
	struct program program;
	struct header header;

	if (!read_program(&program, request->kernel, file, error)) {
		program_free(&program);
		return PROBE_YES;
	}
	return find_header(&header, file) ? PROBE_BROKEN : PROBE_NO;
}

/* One piece of memory: the information, and all that it points to. */
struct writing {
	uint8_t *bytes;
	uint64_t address;
	size_t used;
};

static uint32_t append(struct writing *w, const void *data, size_t size)
{
	uint32_t address = w->address + w->used;

	memcpy(w->bytes + w->used, data, size);
	w->used += size;
	return address;
}

static uint32_t append_text(struct writing *w, const char *text)
{
	return append(w, text, strlen(text) + 1);
}

static size_t info_size(const struct multiboot_facts *facts)
{
	size_t i, size = INFO_SIZE + facts->modules.count * MODULE_SIZE +
			 facts->map.count * MMAP_ENTRY_SIZE + strlen(facts->command_line) + 1 +
			 sizeof(PACKAGE_NAME);

	for (i = 0; i < facts->modules.count; i++)
		size += strlen(facts->modules.list[i].words) + 1;
	return size;
}

static void write_map(struct writing *w, const struct memory_map *map)
{
	uint8_t entry[MMAP_ENTRY_SIZE];
	size_t i;

	put32(w->bytes + INFO_MMAP_ADDR, w->address + w->used);
	put32(w->bytes + INFO_MMAP_LENGTH, map->count * MMAP_ENTRY_SIZE);
	for (i = 0; i < map->count; i++) {
		put32(entry, MMAP_ENTRY_SIZE - 4);
		put64(entry + 4, map->list[i].start);
		put64(entry + 12, map->list[i].end - map->list[i].start);
		put32(entry + 20, multiboot_memory_type(map->list[i].type));
		append(w, entry, sizeof(entry));
	}
}

static void write_modules(struct writing *w, const struct modules *modules)
{
	uint8_t *entry = w->bytes + w->used;
	const struct module *m = modules->list;
	size_t i;

	put32(w->bytes + INFO_MODS_COUNT, modules->count);
	put32(w->bytes + INFO_MODS_ADDR, w->address + w->used);
	w->used += modules->count * MODULE_SIZE;
	for (i = 0; i < modules->count; i++, m++, entry += MODULE_SIZE) {
		put32(entry, m->start);
		put32(entry + 4, m->end);
		put32(entry + 8, append_text(w, m->words));
	}
}

static void write_info(struct writing *w, const struct multiboot_facts *facts)
{
	uint8_t *info = w->bytes;

	w->used = INFO_SIZE;
	put32(info, INFO_HAS_MEMORY | INFO_HAS_CMDLINE | INFO_HAS_MODULES | INFO_HAS_MMAP |
			    INFO_HAS_LOADER_NAME);
	put32(info + INFO_MEM_LOWER, facts->lower);
	put32(info + INFO_MEM_UPPER, facts->upper);
	write_map(w, &facts->map);
	write_modules(w, &facts->modules);
	put32(info + INFO_CMDLINE, append_text(w, facts->command_line));
	put32(info + INFO_LOADER_NAME, append_text(w, PACKAGE_NAME));
}

static int place_info(struct load *load, const struct multiboot_facts *facts, struct error *error)
{
	struct writing w = { 0 };

	w.bytes = multiboot_place_info(load, info_size(facts), INFO_MAGIC, error);
	if (!w.bytes)
		return -1;
	w.address = load->orders.x86_registers.rbx;
	write_info(&w, facts);
	return 0;
}

static int place(struct load *load, const struct program *program, struct error *error)
{
	struct multiboot_facts facts = { 0 };
	int result;

	if (load_stay_below_4gib(load, error) || program_place(load, program, 0, error) ||
	    load_place_purgatory(load, error))
		return -1;
	result = multiboot_gather(&facts, load, error) || place_info(load, &facts, error);
	memory_map_free(&facts.map);
	return result ? -1 : 0;
}

static int load_multiboot(struct load *load, struct error *error)
{
	struct program program;
	int result;

	if (read_program(&program, load->request->kernel, &load->file, error))
		return -1;
	result = place(load, &program, error);
	load->orders.x86_settings.mode = PURGATORY_32BIT;
	load->orders.entry = program.entry;
	program_free(&program);
	return result;
}

const struct loader x86_multiboot_loader = {
	.name = "multiboot-x86",
	.title = "Multiboot kernel, version 1",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_MODULE,
	.probe = probe,
	.load = load_multiboot,
};
