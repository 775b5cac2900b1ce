// SPDX-License-Identifier: GPL-2.0-only
/* The loader of kernels of the Multiboot Specification, version 0.6.96. */
#include <inttypes.h>
#include <string.h>

#include "util_lib/little_endian.h"

#include "kexec/arch/x86/loaders.h"
#include "multiboot.h"

/* Offsets in the header: "3.1.1 The layout of Multiboot header". */
#define FLAGS                 4
#define HEADER_ADDR           12
#define LOAD_ADDR             16
#define LOAD_END_ADDR         20
#define BSS_END_ADDR          24
#define ENTRY_ADDR            28
#define HEADER_SIZE_ADDRESSES 32

/* The summed words are magic, flags and checksum. */
static const struct multiboot_signature multiboot1_signature = {
	.magic = 0x1badb002,
	.words = 3,
	.align = 4,
	.reach = 8192,
};

#define PAGE_ALIGN    0x00000001u
#define MEMORY_INFO   0x00000002u
#define VIDEO_MODE    0x00000004u
#define MUST_KNOW     0x0000ffffu
#define HAS_ADDRESSES 0x00010000u

/* Offsets in the information, and bits of its flags: "3.3 Boot information format". */
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

#define MODULE_SIZE     16                         /* u32 start, end, string, 0 */
#define MMAP_ENTRY_SIZE (4 + MULTIBOOT_RANGE_SIZE) /* u32 size of the rest, and the range */

static int check_header_flags(uint32_t flags, const char *name, struct error *error)
{
	uint32_t unknown = flags & MUST_KNOW & ~(PAGE_ALIGN | MEMORY_INFO);

	if (unknown & VIDEO_MODE)
		return fail(
			error,
			"%s: its multiboot header asks for a video mode, and there is no BIOS to set one",
			name);
	if (unknown)
		return fail(error,
			    "%s: its multiboot header asks for unknown features, flags 0x%" PRIx32,
			    name, unknown);
	return 0;
}

static int read_by_addresses(struct program *program, const uint8_t *header, const char *name,
			     const struct blob *file, struct error *error)
{
	struct multiboot_addresses addresses;
	size_t offset = header - file->data;

	if (file->size - offset < HEADER_SIZE_ADDRESSES)
		return fail(error, "%s: is cut short: %zu bytes do not hold its multiboot header",
			    name, file->size);
	addresses = (struct multiboot_addresses){
		.header = get32(header + HEADER_ADDR),
		.load = get32(header + LOAD_ADDR),
		.load_end = get32(header + LOAD_END_ADDR),
		.bss_end = get32(header + BSS_END_ADDR),
	};
	program->entry = get32(header + ENTRY_ADDR);
	return multiboot_program(program, &addresses, offset, name, file, error);
}

static int read_multiboot1_program(struct program *program, const char *name,
				   const struct blob *file, struct error *error)
{
	const uint8_t *header = multiboot_find_header(file, &multiboot1_signature);
	int result;

	*program = (struct program){ 0 };
	if (!header)
		return fail(error, "%s: has no multiboot header in its first %u bytes", name,
			    multiboot1_signature.reach);
	if (check_header_flags(get32(header + FLAGS), name, error))
		return -1;
	result = get32(header + FLAGS) & HAS_ADDRESSES ?
			 read_by_addresses(program, header, name, file, error) :
			 multiboot_read_elf(program, name, file, error);
	result = result || program_check(program, name, error) ? -1 : 0;
	if (result)
		program_free(program);
	return result;
}

static enum probe multiboot1_probe(const struct load_request *request, const struct blob *file,
				   struct error *error)
{
	struct program program;

	if (!read_multiboot1_program(&program, request->kernel, file, error)) {
		program_free(&program);
		return PROBE_YES;
	}
	return multiboot_find_header(file, &multiboot1_signature) ? PROBE_BROKEN : PROBE_NO;
}

/* Return: physical address of the copy. */
static uint32_t append_info_data(struct multiboot_info *info, const void *data, size_t size)
{
	uint32_t address = info->address + info->used;

	memcpy(info->bytes + info->used, data, size);
	info->used += size;
	return address;
}

static uint32_t append_info_string(struct multiboot_info *info, const char *string)
{
	return append_info_data(info, string, strlen(string) + 1);
}

static size_t multiboot1_info_size(const struct multiboot_data *data)
{
	size_t i, size = INFO_SIZE + data->modules.count * MODULE_SIZE +
			 data->map.count * MMAP_ENTRY_SIZE + strlen(data->command_line) + 1 +
			 sizeof(PACKAGE_NAME);

	for (i = 0; i < data->modules.count; i++)
		size += strlen(data->modules.list[i].string) + 1;
	return size;
}

static void write_mmap(struct multiboot_info *info, const struct memory_map *map)
{
	uint8_t entry[MMAP_ENTRY_SIZE];
	size_t i;

	put32(info->bytes + INFO_MMAP_ADDR, info->address + info->used);
	put32(info->bytes + INFO_MMAP_LENGTH, map->count * MMAP_ENTRY_SIZE);
	for (i = 0; i < map->count; i++) {
		put32(entry, MULTIBOOT_RANGE_SIZE);
		multiboot_put_range(entry + 4, &map->list[i]);
		append_info_data(info, entry, sizeof(entry));
	}
}

static void write_mods(struct multiboot_info *info, const struct multiboot_modules *modules)
{
	uint8_t *entry = info->bytes + info->used;
	const struct multiboot_module *module = modules->list;
	size_t i;

	put32(info->bytes + INFO_MODS_COUNT, modules->count);
	put32(info->bytes + INFO_MODS_ADDR, info->address + info->used);
	info->used += modules->count * MODULE_SIZE;
	for (i = 0; i < modules->count; i++, module++, entry += MODULE_SIZE) {
		put32(entry, module->start);
		put32(entry + 4, module->end);
		put32(entry + 8, append_info_string(info, module->string));
	}
}

/* The information and all that it points to are in one segment. */
static void write_multiboot1_info(struct multiboot_info *info, const struct multiboot_data *data)
{
	uint8_t *p = info->bytes;

	info->used = INFO_SIZE;
	put32(p, INFO_HAS_MEMORY | INFO_HAS_CMDLINE | INFO_HAS_MODULES | INFO_HAS_MMAP |
			 INFO_HAS_LOADER_NAME);
	put32(p + INFO_MEM_LOWER, data->lower);
	put32(p + INFO_MEM_UPPER, data->upper);
	write_mmap(info, &data->map);
	write_mods(info, &data->modules);
	put32(p + INFO_CMDLINE, append_info_string(info, data->command_line));
	put32(p + INFO_LOADER_NAME, append_info_string(info, PACKAGE_NAME));
}

static const struct multiboot_version multiboot1 = {
	.magic = INFO_MAGIC,
	.info_size = multiboot1_info_size,
	.write_info = write_multiboot1_info,
};

static int multiboot1_load(struct load *load, struct error *error)
{
	struct program program;
	int result;

	if (read_multiboot1_program(&program, load->request->kernel, &load->file, error))
		return -1;
	result = load_stay_below_4gib(load, error) ||
		 multiboot_place(load, &program, 0, &multiboot1, error);
	program_free(&program);
	return result ? -1 : 0;
}

const struct loader x86_multiboot_loader = {
	.name = "multiboot-x86",
	.title = "Multiboot kernel, version 1",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_MODULE,
	.probe = multiboot1_probe,
	.load = multiboot1_load,
};
