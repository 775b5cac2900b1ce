// SPDX-License-Identifier: GPL-2.0-only
#include "multiboot_modules.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/decompress.h"

static int read_module_file(struct blob *file, const char *argument, struct load *load,
			    struct error *error)
{
	size_t length = strcspn(argument, " ");
	char *name = load_keep(load, length + 1, error);

	if (!name)
		return -1;
	memcpy(name, argument, length);
	if (!length)
		return fail(error,
			    "--module=%s: names no file (--module=\"FILE STRING\" was expected)",
			    argument);
	return file_read_unpacked(name, file, error);
}

static int read_module_files(struct blob *files, struct load *load, struct error *error)
{
	const struct names *names = &load->request->files.modules;
	size_t i;

	for (i = 0; i < names->count; i++)
		if (read_module_file(&files[i], names->list[i], load, error))
			return -1;
	return 0;
}

static uint64_t module_pages(const struct blob *file)
{
	return round_up(file->size, PAGE_4K);
}

static int place_module_segment(struct multiboot_modules *modules, const struct blob *files,
				struct load *load, struct error *error)
{
	struct segment segment = { .name = "modules" };
	uint64_t address, at = 0;
	uint8_t *content;
	size_t i;

	for (i = 0; i < modules->count; i++)
		segment.size += module_pages(&files[i]);
	segment.stored = segment.size;
	segment.content = content = load_keep(load, segment.size, error);
	if (!content || segments_place(&load->segments, segment, PLACE_PAGE, &address, error))
		return -1;
	for (i = 0; i < modules->count; at += module_pages(&files[i++])) {
		memcpy(content + at, files[i].data, files[i].size);
		modules->list[i] = (struct multiboot_module){
			.string = load->request->files.modules.list[i],
			.start = address + at,
			.end = address + at + files[i].size,
		};
	}
	return 0;
}

int multiboot_modules_place(struct multiboot_modules *modules, struct load *load,
			    struct error *error)
{
	size_t i, count = load->request->files.modules.count;
	struct blob *files;
	int result;

	*modules = (struct multiboot_modules){ .count = count };
	if (!count)
		return 0;
	files = load_keep(load, count * sizeof(*files), error);
	modules->list = load_keep(load, count * sizeof(*modules->list), error);
	if (!files || !modules->list)
		return -1;
	result = read_module_files(files, load, error) ||
		 place_module_segment(modules, files, load, error);
	for (i = 0; i < count; i++)
		blob_free(&files[i]);
	return result ? -1 : 0;
}
