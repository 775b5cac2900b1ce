/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The funnel: whatever is to lie in memory when the next kernel starts is
 * placed by segments_place() and by nothing else.
 */
#ifndef KEXEC_LOAD_SEGMENTS_H
#define KEXEC_LOAD_SEGMENTS_H

#include "util_lib/error.h"
#include "util_lib/ranges.h"

/* A baked image has ten; kexec_load(2) takes no more than 16. */
#define SEGMENTS_MAX 16

/**
 * struct segment - a part of memory with content
 * @name: for messages; constant
 * @content: the first @stored bytes, or NULL while it isn't known; not owned
 * @stored: bytes of content
 * @size: bytes of memory; those behind @stored hold zeros, or nothing that
 *        matters
 * @address: physical
 * @unsealed: may change once it's loaded, so no digest covers it
 */
struct segment {
	const char *name;
	const void *content;
	uint64_t stored;
	uint64_t size;
	uint64_t address;
	bool unsealed;
};

/**
 * struct segments - what was placed, and where there is still room
 * @room: memory that may be used
 * @whose: for messages, what that is, with a comma in front; or NULL
 * @list: in the order of placement
 * @count: of @list
 */
struct segments {
	struct ranges room;
	const char *whose;
	struct segment list[SEGMENTS_MAX];
	size_t count;
};

/**
 * struct placement - where a segment may lie
 * @align: a power of two, in bytes
 * @within: bounds of the whole segment
 */
struct placement {
	uint64_t align;
	struct range within;
};

/* Anywhere on a page of its own, but where the firmware and the BIOS have been. */
#define PLACE_PAGE ((struct placement){ .align = 4096, .within = { 1 << 20, UINT64_MAX } })

/**
 * segments_place() - give a segment the lowest place that it may have
 * @segments: where it is added
 * @segment: all but its address
 * @where: what it asks for
 * @address: where to put its address; may be NULL
 * @error: filled on failure
 *
 * A segment occupies whole pages.  Return: 0 or -1.
 */
int segments_place(struct segments *segments, struct segment segment, struct placement where,
		   uint64_t *address, struct error *error);

#endif
