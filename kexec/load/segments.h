/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The funnel: everything that lies in memory when the next kernel starts is
 * placed by segments_place() and by nothing else.
 */
#ifndef KEXEC_LOAD_SEGMENTS_H
#define KEXEC_LOAD_SEGMENTS_H

#include "util_lib/align.h"
#include "util_lib/error.h"
#include "util_lib/ranges.h"

/* KEXEC_SEGMENT_MAX of kexec_load(2): uapi/linux/kexec.h.  A baked image has up to nine. */
#define SEGMENTS_MAX 16

/**
 * struct segment - memory that holds something when the next kernel starts
 * @name: name for messages; constant
 * @content: @stored bytes, or NULL for a baked image's parts that are filled later; not owned
 * @stored: size of @content in bytes
 * @size: size of the memory in bytes; zeros follow @content, or undefined bytes if @stored is 0
 * @address: physical address
 * @unsealed: the content may change after loading, so no digest covers it
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
 * struct segments - segments that are placed, and memory that is still free
 * @free: memory in which segments may be placed
 * @free_name: phrase that names @free in messages and starts with a comma; or NULL
 * @list: in the order of placement
 * @count: number of entries in @list
 */
struct segments {
	struct ranges free;
	const char *free_name;
	struct segment list[SEGMENTS_MAX];
	size_t count;
};

/**
 * struct placement - constraints on a segment's place
 * @align: alignment in bytes, a power of two
 * @within: bounds of the whole segment
 */
struct placement {
	uint64_t align;
	struct range within;
};

/* A page of its own, above the first MiB, which the firmware uses. */
#define PLACE_PAGE ((struct placement){ .align = PAGE_4K, .within = { 1 << 20, UINT64_MAX } })

/**
 * segments_place() - place a segment at the lowest address that its constraints allow
 * @segments: list to which the segment is added
 * @segment: complete but for its address
 * @where: constraints
 * @address: set to its physical address; may be NULL
 * @error: filled if no free memory meets @where
 *
 * A segment occupies whole pages.
 *
 * Return: 0 or -1.
 */
int segments_place(struct segments *segments, struct segment segment, struct placement where,
		   uint64_t *address, struct error *error);

#endif
