// SPDX-License-Identifier: GPL-2.0-only
/* The loader of kernels of the Multiboot2 Specification, version 2.0. */
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/little_endian.h"

#include "kexec/arch/x86/loaders.h"
#include "multiboot.h"
#include "multiboot2_header.h"

/* "3.6 Boot information format": the information begins with u32 size of all, u32 0. */
#define INFO_MAGIC       0x36d76289u
#define INFO_HEADER_SIZE 8

/* Tags of the information: u32 type, u32 size. */
#define INFO_TAG_SIZE    4
#define INFO_TAG_CONTENT 8

#define MAP_ENTRY_SIZE (MULTIBOOT_RANGE_SIZE + 4) /* the range, and u32 0 */

/**
 * struct multiboot2_kernel - a kernel that has been read
 * @header: header of the kernel
 * @program: content of the kernel, at its own addresses
 */
struct multiboot2_kernel {
	struct multiboot2_header header;
	struct program program;
};

static int read_multiboot2_program(struct multiboot2_kernel *kernel, const char *name,
				   const struct blob *file, struct error *error)
{
	const struct multiboot2_header *header = &kernel->header;
	struct program *program = &kernel->program;

	if (!header->has_addresses) {
		if (multiboot_read_elf(program, name, file, error))
			return -1;
	} else if (!header->has_entry) {
		return fail(error, "%s: its multiboot2 header has addresses but no entry", name);
	} else if (multiboot_program(program, &header->addresses, header->offset, name, file,
				     error)) {
		return -1;
	}
	if (header->has_entry)
		program->entry = header->entry;
	return program_check(program, name, error);
}

static int read_multiboot2_kernel(struct multiboot2_kernel *kernel, const char *name,
				  const struct blob *file, struct error *error)
{
	kernel->program = (struct program){ 0 };
	if (multiboot2_read_header(&kernel->header, name, file, error))
		return -1;
	if (!read_multiboot2_program(kernel, name, file, error))
		return 0;
	program_free(&kernel->program);
	return -1;
}

static enum probe multiboot2_probe(const struct load_request *request, const struct blob *file,
				   struct error *error)
{
	struct multiboot2_kernel kernel;

	if (!read_multiboot2_kernel(&kernel, request->kernel, file, error)) {
		program_free(&kernel.program);
		return PROBE_YES;
	}
	return multiboot2_has_header(file) ? PROBE_BROKEN : PROBE_NO;
}

/* --- the boot information --------------------------------------------------------- */

static size_t info_tag_size(size_t content)
{
	return round_up(INFO_TAG_CONTENT + content, MULTIBOOT2_TAG_ALIGN);
}

/* Return: the content of the tag, which is zeroed. */
static uint8_t *add_info_tag(struct multiboot_info *info, enum multiboot2_info_tag type,
			     size_t content)
{
	uint8_t *tag = info->bytes + info->used;

	put32(tag, type);
	put32(tag + INFO_TAG_SIZE, INFO_TAG_CONTENT + content);
	info->used += info_tag_size(content);
	return tag + INFO_TAG_CONTENT;
}

static void add_string_tag(struct multiboot_info *info, enum multiboot2_info_tag type,
			   const char *string)
{
	memcpy(add_info_tag(info, type, strlen(string) + 1), string, strlen(string) + 1);
}

static void add_module_tag(struct multiboot_info *info, const struct multiboot_module *module)
{
	size_t size = strlen(module->string) + 1;
	uint8_t *p = add_info_tag(info, INFO_MODULE, 8 + size);

	put32(p, module->start);
	put32(p + 4, module->end);
	memcpy(p + 8, module->string, size);
}

static void add_map_tag(struct multiboot_info *info, const struct memory_map *map)
{
	uint8_t *p = add_info_tag(info, INFO_MAP, 8 + map->count * MAP_ENTRY_SIZE);
	size_t i;

	put32(p, MAP_ENTRY_SIZE);
	p += 8;
	for (i = 0; i < map->count; i++, p += MAP_ENTRY_SIZE)
		multiboot_put_range(p, &map->list[i]);
}

static void write_multiboot2_info(struct multiboot_info *info, const struct multiboot_data *data)
{
	uint8_t *p;
	size_t i;

	info->used = INFO_HEADER_SIZE;
	add_string_tag(info, INFO_COMMAND_LINE, data->command_line);
	add_string_tag(info, INFO_LOADER_NAME, PACKAGE_NAME);
	for (i = 0; i < data->modules.count; i++)
		add_module_tag(info, &data->modules.list[i]);
	p = add_info_tag(info, INFO_MEMORY, 8);
	put32(p, data->lower);
	put32(p + 4, data->upper);
	add_map_tag(info, &data->map);
	put32(add_info_tag(info, INFO_LOAD_BASE, 4), data->base);
	add_info_tag(info, INFO_END, 0);
	put32(info->bytes, info->used);
}

static size_t multiboot2_info_size(const struct multiboot_data *data)
{
	size_t i, size = INFO_HEADER_SIZE + info_tag_size(strlen(data->command_line) + 1) +
			 info_tag_size(sizeof(PACKAGE_NAME)) +
			 info_tag_size(8 + data->map.count * MAP_ENTRY_SIZE);

	for (i = 0; i < data->modules.count; i++)
		size += info_tag_size(8 + strlen(data->modules.list[i].string) + 1);
	/* Upper bound of the tags INFO_MEMORY, INFO_LOAD_BASE and INFO_END. */
	return size + 3 * info_tag_size(8);
}

static const struct multiboot_version multiboot2 = {
	.magic = INFO_MAGIC,
	.info_size = multiboot2_info_size,
	.write_info = write_multiboot2_info,
};

/* --- the kernel's addresses -------------------------------------------------------- */

static bool is_program_memory_free(const struct load *load, const struct program *program,
				   uint64_t distance)
{
	const struct program_part *part = program->parts;
	uint64_t start, end;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		start = (part->address + distance) / PAGE_4K * PAGE_4K;
		end = round_up(part->address + distance + part->size, PAGE_4K);
		if (!ranges_contain(&load->segments.free, (struct range){ start, end }))
			return false;
	}
	return true;
}

/*
 * A kernel stays at its own addresses if they are free.  Otherwise a relocatable one goes to the
 * lowest address that its header allows; the preference in the tag is ignored.
 *
 * Return: distance to the kernel's own addresses.
 */
static uint64_t find_load_distance(const struct load *load, const struct multiboot2_kernel *kernel)
{
	const struct multiboot2_header *header = &kernel->header;
	struct range memory = program_memory(&kernel->program);
	uint64_t size = memory.end - memory.start, start;
	uint64_t align = header->align < PAGE_4K ? PAGE_4K : header->align;
	struct range within = { header->min, header->max };

	if (is_program_memory_free(load, &kernel->program, 0) || !header->is_relocatable ||
	    memory.start % PAGE_4K ||
	    ranges_find(&load->segments.free, size, align, within, &start))
		return 0;
	return start - memory.start;
}

static int multiboot2_load(struct load *load, struct error *error)
{
	struct multiboot2_kernel kernel;
	int result;

	if (read_multiboot2_kernel(&kernel, load->request->kernel, &load->file, error))
		return -1;
	result = load_stay_below_4gib(load, error) ||
		 multiboot_place(load, &kernel.program, find_load_distance(load, &kernel),
				 &multiboot2, error);
	program_free(&kernel.program);
	return result ? -1 : 0;
}

const struct loader x86_multiboot2_loader = {
	.name = "multiboot2-x86",
	.title = "Multiboot kernel, version 2",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_MODULE,
	.probe = multiboot2_probe,
	.load = multiboot2_load,
};
