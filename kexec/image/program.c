// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/decompress.h"

/* Intel SDM volume 3, section 4.1.4: no physical address has more bits. */
#define TOP (1ull << 52)
/* Far more than what is between the parts of any kernel. */
#define GAPS_MAX (64ull << 20)

static uint64_t page_of(uint64_t address)
{
	return address & ~(uint64_t)(PAGE_4K - 1);
}

static uint64_t page_end(uint64_t address)
{
	return round_up(address, PAGE_4K);
}

int program_add(struct program *program, struct program_part part, const char *name,
		struct error *error)
{
	struct program_part *parts;

	if (!part.size)
		return 0;
	parts = reallocarray(program->parts, program->count + 1, sizeof(*parts));
	if (!parts)
		return fail(error, "%s: out of memory", name);
	parts[program->count++] = part;
	program->parts = parts;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct program_part *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static int check_part(const struct program_part *part, const char *name, struct error *error)
{
	if (part->stored > part->size)
		return fail(error,
			    "%s: its part at 0x%" PRIx64 " stores 0x%" PRIx64
			    " bytes (at most its size, 0x%" PRIx64 ", was expected)",
			    name, part->address, part->stored, part->size);
	if (part->address >= TOP || part->size > TOP - part->address)
		return fail(error,
			    "%s: its part of 0x%" PRIx64 " bytes at 0x%" PRIx64
			    " reaches past 0x%llx, where physical addresses end",
			    name, part->size, part->address, TOP);
	return 0;
}

static int check_parts(const struct program *program, const char *name, struct error *error)
{
	const struct program_part *part = program->parts;
	uint64_t end = 0, stored = 0;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		if (check_part(part, name, error))
			return -1;
		if (part->address < end)
			return fail(error,
				    "%s: its part at 0x%" PRIx64
				    " overlaps the one that ends at 0x%" PRIx64,
				    name, part->address, end);
		end = part->address + part->size;
		stored += part->stored;
		if (stored > DECOMPRESS_MAX)
			return fail(error, "%s: its parts hold more than 2 GiB", name);
	}
	return 0;
}

static bool has(const struct program *program, uint64_t address)
{
	const struct program_part *part = program->parts;
	size_t i;

	for (i = 0; i < program->count; i++, part++)
		if (address >= part->address && address - part->address < part->size)
			return true;
	return false;
}

int program_check(struct program *program, const char *name, struct error *error)
{
	if (!program->count)
		return fail(error, "%s: has nothing to be loaded", name);
	qsort(program->parts, program->count, sizeof(*program->parts), compare);
	if (check_parts(program, name, error))
		return -1;
	if (!has(program, program->entry))
		return fail(error, "%s: its entry, 0x%" PRIx64 ", lies in none of its parts", name,
			    program->entry);
	return 0;
}

struct range program_memory(const struct program *program)
{
	const struct program_part *last = &program->parts[program->count - 1];

	return (struct range){ program->parts[0].address, last->address + last->size };
}

/* Whole pages, and parts of the program that lie in them. */
struct pages {
	const struct program_part *parts;
	size_t count;
	uint64_t start, stored_end, end;
};

static void take(struct pages *pages, const struct program_part *part)
{
	pages->count++;
	if (part->stored)
		pages->stored_end = part->address + part->stored;
	pages->end = part->address + part->size;
}

/*
 * Parts that share a page become one segment.  But where one has only zeros in
 * that page, it just ends before it, as zeros are what another begins with.
 */
static struct pages gather(const struct program_part *part, size_t left)
{
	struct pages pages = { .parts = part, .start = page_of(part->address) };

	pages.stored_end = pages.start;
	take(&pages, part);
	while (--left && page_of((++part)->address) < page_end(pages.end)) {
		if (page_of(part->address) >= pages.stored_end &&
		    page_of(part->address) > pages.start) {
			pages.end = page_of(part->address);
			break;
		}
		take(&pages, part);
	}
	pages.end = page_end(pages.end);
	return pages;
}

static void copy_parts(uint8_t *to, uint64_t start, const struct program_part *part, size_t count)
{
	for (; count; count--, part++)
		if (part->stored)
			memcpy(to + (part->address - start), part->content, part->stored);
}

static const void *content_of(struct load *load, const struct pages *pages, struct error *error)
{
	uint8_t *content;

	if (pages->count == 1 && pages->parts->address == pages->start)
		return pages->parts->content;
	content = load_keep(load, pages->stored_end - pages->start + 1, error);
	if (content)
		copy_parts(content, pages->start, pages->parts, pages->count);
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

	segment.content = content_of(load, pages, error);
	if (!segment.content && segment.stored)
		return -1;
	if (load->segments.count < SEGMENTS_MAX &&
	    !ranges_contain(&load->segments.room, (struct range){ start, end }))
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
		pages = gather(program->parts + i, program->count - i);
		if (place_pages(load, &pages, distance, error))
			return -1;
	}
	return 0;
}

int program_flatten(const struct program *program, const char *name, struct blob *flat,
		    struct error *error)
{
	uint64_t start = program->parts[0].address, end = start, stored = 0;
	const struct program_part *part = program->parts;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		if (part->stored)
			end = part->address + part->stored;
		stored += part->stored;
	}
	if (!stored)
		return fail(error, "%s: stores nothing that could run", name);
	if (end - start - stored > GAPS_MAX)
		return fail(
			error,
			"%s: its parts lie too far apart, 0x%" PRIx64
			" bytes from the first to the last one (those of a Linux kernel were expected)",
			name, end - start);
	flat->size = end - start;
	flat->data = calloc(1, flat->size);
	if (!flat->data)
		return fail(error, "%s: out of memory", name);
	copy_parts(flat->data, start, program->parts, program->count);
	return 0;
}

void program_free(struct program *program)
{
	free(program->parts);
	*program = (struct program){ 0 };
}
