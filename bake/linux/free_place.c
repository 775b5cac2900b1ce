// SPDX-License-Identifier: GPL-2.0-only
#include "free_place.h"

static bool has_overlap(uint64_t start, uint64_t end, uint64_t other, uint64_t other_end)
{
	return start < other_end && other < end && other < other_end;
}

static uint64_t entry_end(const struct kexec_bake_map_entry *e)
{
	return e->size > ~e->start ? ~0ull : e->start + e->size;
}

/* Return: the end of the contiguous RAM around @start; @start if it is not in RAM. */
static uint64_t find_ram_end(const struct kexec_bake_space *space, uint64_t start)
{
	const struct kexec_bake_map_entry *e = space->map;
	const struct kexec_bake_map_entry *end = e + space->map_count;
	uint64_t before;

	/* Adjacent ranges may come in any order. */
	do {
		before = start;
		for (e = space->map; e < end; e++)
			if (e->type == KEXEC_BAKE_MAP_RAM && e->start <= start &&
			    entry_end(e) > start)
				start = entry_end(e);
	} while (start != before);
	return start;
}

static uint64_t find_next_ram(const struct kexec_bake_space *space, uint64_t from)
{
	uint64_t next = KEXEC_BAKE_TOP;
	uint32_t i;

	for (i = 0; i < space->map_count; i++)
		if (space->map[i].type == KEXEC_BAKE_MAP_RAM && space->map[i].start > from &&
		    space->map[i].start < next)
			next = space->map[i].start;
	return next;
}

/* Firmware may list the same memory as RAM and as another type. */
static bool has_no_ram(const struct kexec_bake_space *space, uint64_t start, uint64_t end,
		       struct kexec_bake_range *taken)
{
	uint64_t ram_end = find_ram_end(space, start);
	uint32_t i;

	taken->holder = 0;
	for (i = 0; i < space->map_count; i++) {
		taken->start = space->map[i].start;
		taken->end = entry_end(&space->map[i]);
		if (space->map[i].type != KEXEC_BAKE_MAP_RAM &&
		    has_overlap(start, end, taken->start, taken->end))
			return true;
	}
	if (ram_end >= end)
		return false;
	taken->start = ram_end;
	taken->end = find_next_ram(space, ram_end);
	return true;
}

bool kexec_bake_is_taken(const struct kexec_bake_space *space, uint64_t address,
			 struct kexec_bake_range *taken)
{
	uint64_t end = address + space->size;
	uint32_t i;

	if (has_no_ram(space, address, end, taken))
		return true;
	for (i = 0; i < space->reserved_count; i++) {
		*taken = space->reserved[i];
		if (has_overlap(address, end, taken->start, taken->end))
			return true;
	}
	return false;
}

/* Each range that is taken ends above @at, so the search terminates. */
static uint64_t find_free_from(const struct kexec_bake_space *space, uint64_t at)
{
	uint64_t mask = space->alignment - 1;
	struct kexec_bake_range taken;

	at = (at + mask) & ~mask;
	while (at < KEXEC_BAKE_TOP && space->size <= KEXEC_BAKE_TOP - at) {
		if (!kexec_bake_is_taken(space, at, &taken))
			return at;
		if (taken.end >= KEXEC_BAKE_TOP)
			break;
		at = (taken.end + mask) & ~mask;
	}
	return 0;
}

uint64_t kexec_bake_find_free_place(const struct kexec_bake_space *space, uint64_t wanted)
{
	uint64_t found = 0;

	if (wanted >= space->lowest)
		found = find_free_from(space, wanted);
	if (!found)
		found = find_free_from(space, space->lowest);
	return found;
}
