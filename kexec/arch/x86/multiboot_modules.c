// SPDX-License-Identifier: GPL-2.0-only
#include "multiboot_modules.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/decompress.h"

static int read_one(struct blob *file, const char *words, struct load *load, struct error *error)
{
	size_t length = strcspn(words, " ");
	char *name = load_keep(load, length + 1, error);

	if (!name)
		return -1;
	memcpy(name, words, length);
	if (!length)
		return fail(error,
			    "--module=%s: no file is named (--module=\"FILE WORDS\" was expected)",
			    words);
	return file_read_unpacked(name, file, error);
}

static int read_all(struct blob *files, struct load *load, struct error *error)
{
	const struct names *names = &load->request->files.modules;
	size_t i;

	for (i = 0; i < names->count; i++)
		if (read_one(&files[i], names->list[i], load, error))
			return -1;
	return 0;
}

static uint64_t pages_of(const struct blob *file)
{
	return round_up(file->size, PAGE_4K);
}

static int place(struct modules *modules, const struct blob *files, struct load *load,
		 struct error *error)
{
	struct segment segment = { .name = "modules" };
	uint64_t address, at = 0;
	uint8_t *content;
	size_t i;

	for (i = 0; i < modules->count; i++)
		segment.size += pages_of(&files[i]);
	segment.stored = segment.size;
	segment.content = content = load_keep(load, segment.size, error);
	if (!content || segments_place(&load->segments, segment, PLACE_PAGE, &address, error))
		return -1;
	for (i = 0; i < modules->count; at += pages_of(&files[i++])) {
		memcpy(content + at, files[i].data, files[i].size);
		modules->list[i] = (struct module){
			.words = load->request->files.modules.list[i],
			.start = address + at,
			.end = address + at + files[i].size,
		};
	}
	return 0;
}

int modules_place(struct modules *modules, struct load *load, struct error *error)
{
	size_t i, count = load->request->files.modules.count;
	struct blob *files;
	int result;

	*modules = (struct modules){ .count = count };
	if (!count)
		return 0;
	files = load_keep(load, count * sizeof(*files), error);
	modules->list = load_keep(load, count * sizeof(*modules->list), error);
	if (!files || !modules->list)
		return -1;
	result = read_all(files, load, error) || place(modules, files, load, error);
	for (i = 0; i < count; i++)
		blob_free(&files[i]);
	return result ? -1 : 0;
}
