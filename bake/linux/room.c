// SPDX-License-Identifier: GPL-2.0-only
#include "room.h"

static int overlaps(uint64_t start, uint64_t end, uint64_t other, uint64_t other_end)
{
	return start < other_end && other < end && other < other_end;
}

static uint64_t end_of(const struct kexec_bake_map_entry *e)
{
	return e->size > ~e->start ? ~0ull : e->start + e->size;
}

/* The end of the RAM that @start lies in; @start if it's in none. */
static uint64_t end_of_ram(const struct kexec_bake_room *room, uint64_t start)
{
	const struct kexec_bake_map_entry *e = room->map;
	const struct kexec_bake_map_entry *end = e + room->map_count;
	uint64_t before;

	/* Ranges that adjoin may come in any order. */
	do {
		before = start;
		for (e = room->map; e < end; e++)
			if (e->type == KEXEC_BAKE_MAP_RAM && e->start <= start && end_of(e) > start)
				start = end_of(e);
	} while (start != before);
	return start;
}

/* Where RAM begins again. */
static uint64_t next_ram(const struct kexec_bake_room *room, uint64_t from)
{
	uint64_t next = KEXEC_BAKE_TOP;
	uint32_t i;

	for (i = 0; i < room->map_count; i++)
		if (room->map[i].type == KEXEC_BAKE_MAP_RAM && room->map[i].start > from &&
		    room->map[i].start < next)
			next = room->map[i].start;
	return next;
}

/* Firmware may call the same memory RAM and something else. */
static int not_ram(const struct kexec_bake_room *room, uint64_t start, uint64_t end,
		   struct kexec_bake_range *holder)
{
	uint64_t ram_end = end_of_ram(room, start);
	uint32_t i;

	holder->what = 0;
	for (i = 0; i < room->map_count; i++) {
		holder->start = room->map[i].start;
		holder->end = end_of(&room->map[i]);
		if (room->map[i].type != KEXEC_BAKE_MAP_RAM &&
		    overlaps(start, end, holder->start, holder->end))
			return 1;
	}
	if (ram_end >= end)
		return 0;
	holder->start = ram_end;
	holder->end = next_ram(room, ram_end);
	return 1;
}

int kexec_bake_in_the_way(const struct kexec_bake_room *room, uint64_t address,
			  struct kexec_bake_range *holder)
{
	uint64_t end = address + room->size;
	uint32_t i;

	if (not_ram(room, address, end, holder))
		return 1;
	for (i = 0; i < room->busy_count; i++) {
		*holder = room->busy[i];
		if (overlaps(address, end, holder->start, holder->end))
			return 1;
	}
	return 0;
}

/* Whatever is in the way ends behind @at, so this comes to an end. */
static uint64_t search(const struct kexec_bake_room *room, uint64_t at, uint64_t top)
{
	uint64_t mask = room->alignment - 1;
	struct kexec_bake_range holder;

	at = (at + mask) & ~mask;
	while (at < top && room->size <= top - at) {
		if (!kexec_bake_in_the_way(room, at, &holder))
			return at;
		if (holder.end >= top)
			break;
		at = (holder.end + mask) & ~mask;
	}
	return 0;
}

uint64_t kexec_bake_find_room(const struct kexec_bake_room *room, uint64_t wanted)
{
	uint64_t found = 0;

	if (wanted >= room->lowest)
		found = search(room, wanted, KEXEC_BAKE_TOP);
	if (!found)
		found = search(room, room->lowest, KEXEC_BAKE_TOP);
	return found;
}
