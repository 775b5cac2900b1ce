// SPDX-License-Identifier: GPL-2.0-only
#include "place_program.h"

#include <inttypes.h>

#include "util_lib/align.h"

static uint64_t page_start(uint64_t address)
{
	return address & ~(uint64_t)(PAGE_4K - 1);
}

static uint64_t page_round_up(uint64_t address)
{
	return round_up(address, PAGE_4K);
}

/* A run of whole pages, and the parts of the program that lie in them. */
struct pages {
	const struct program_part *parts;
	size_t count;
	uint64_t start, stored_end, end;
};

static void add_part_to_pages(struct pages *pages, const struct program_part *part)
{
	pages->count++;
	if (part->stored)
		pages->stored_end = part->address + part->stored;
	pages->end = part->address + part->size;
}

/*
 * Parts that share a page become one segment, except that a part with nothing but zeros in that
 * page ends before it: the next part's segment has these zeros, too.
 */
static struct pages gather_shared_pages(const struct program_part *part, size_t left)
{
	struct pages pages = { .parts = part, .start = page_start(part->address) };

	pages.stored_end = pages.start;
	add_part_to_pages(&pages, part);
	while (--left && page_start((++part)->address) < page_round_up(pages.end)) {
		if (page_start(part->address) >= pages.stored_end &&
		    page_start(part->address) > pages.start) {
			pages.end = page_start(part->address);
			break;
		}
		add_part_to_pages(&pages, part);
	}
	pages.end = page_round_up(pages.end);
	return pages;
}

static const void *pages_content(struct load *load, const struct pages *pages, struct error *error)
{
	uint8_t *content;

	if (pages->count == 1 && pages->parts->address == pages->start)
		return pages->parts->content;
	content = load_keep(load, pages->stored_end - pages->start + 1, error);
	if (content)
		program_copy_parts(content, pages->start, pages->parts, pages->count);
	return content;
}

static int place_pages(struct load *load, const struct pages *pages, uint64_t distance,
		       struct error *error)
{
	const char *name = load->request->kernel;
	uint64_t start = pages->start + distance, end = pages->end + distance;
	struct segment segment = {
		.name = "kernel",
		.stored = pages->stored_end - pages->start,
		.size = pages->end - pages->start,
	};
	struct error why;

	segment.content = pages_content(load, pages, error);
	if (!segment.content && segment.stored)
		return -1;
	if (load->segments.count < SEGMENTS_MAX &&
	    !ranges_contain(&load->segments.free, (struct range){ start, end }))
		return fail(error,
			    "%s: has a part for 0x%" PRIx64 "-0x%" PRIx64
			    ", where no memory is free for it",
			    name, start, end - 1);
	if (segments_place(&load->segments, segment, (struct placement){ PAGE_4K, { start, end } },
			   NULL, &why))
		return fail(error, "%s: %s", name, why.text);
	return 0;
}

int program_place(struct load *load, const struct program *program, uint64_t distance,
		  struct error *error)
{
	struct pages pages;
	size_t i;

	for (i = 0; i < program->count; i += pages.count) {
		pages = gather_shared_pages(program->parts + i, program->count - i);
		if (place_pages(load, &pages, distance, error))
			return -1;
	}
	return 0;
}
