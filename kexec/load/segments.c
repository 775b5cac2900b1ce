// SPDX-License-Identifier: GPL-2.0-only
#include "segments.h"

#include <inttypes.h>

#include "util_lib/align.h"

static int check_segment(const struct segments *segments, const struct segment *segment,
			 const struct placement *where, struct error *error)
{
	if (segments->count == SEGMENTS_MAX)
		return fail(error, "%s: no more than %d segments can be placed", segment->name,
			    SEGMENTS_MAX);
	if (!segment->size || segment->stored > segment->size)
		return fail(error, "%s: %" PRIu64 " bytes do not fit into %" PRIu64, segment->name,
			    segment->stored, segment->size);
	if (where->align < PAGE_4K || where->align & (where->align - 1))
		return fail(error,
			    "%s: alignment 0x%" PRIx64 " is not a power of two of at least %u",
			    segment->name, where->align, PAGE_4K);
	return 0;
}

/* The message names the bounds that were searched, clipped to the memory that is free. */
static int fail_no_free_memory(const struct segments *segments, const struct segment *segment,
			       struct placement where, struct error *error)
{
	const struct ranges *free_memory = &segments->free;
	uint64_t start = where.within.start, end = where.within.end;
	const char *whose = segments->free_name ? segments->free_name : "";

	if (free_memory->count && start < free_memory->list[0].start)
		start = free_memory->list[0].start;
	if (free_memory->count && end > free_memory->list[free_memory->count - 1].end)
		end = free_memory->list[free_memory->count - 1].end;
	if (!free_memory->count)
		return fail(error, "%s: no space for 0x%" PRIx64 " bytes: no memory is left%s",
			    segment->name, segment->size, whose);
	if (start >= end)
		return fail(error,
			    "%s: no space for 0x%" PRIx64
			    " bytes: there is no memory that may be used from 0x%" PRIx64 " on%s",
			    segment->name, segment->size, where.within.start, whose);
	return fail(error,
		    "%s: no space for 0x%" PRIx64 " bytes aligned to 0x%" PRIx64
		    " between 0x%" PRIx64 " and 0x%" PRIx64 "%s",
		    segment->name, segment->size, where.align, start, end - 1, whose);
}

int segments_place(struct segments *segments, struct segment segment, struct placement where,
		   uint64_t *address, struct error *error)
{
	uint64_t pages;

	if (check_segment(segments, &segment, &where, error))
		return -1;
	if (align_up(segment.size, PAGE_4K, &pages) ||
	    ranges_find(&segments->free, pages, where.align, where.within, &segment.address))
		return fail_no_free_memory(segments, &segment, where, error);
	if (ranges_remove(&segments->free,
			  (struct range){ segment.address, segment.address + pages }))
		return fail(error, "%s: out of memory", segment.name);

	segments->list[segments->count++] = segment;
	if (address)
		*address = segment.address;
	return 0;
}
