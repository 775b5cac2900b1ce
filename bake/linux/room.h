/* SPDX-License-Identifier: GPL-2.0-only */
/* Where is there room for the region?  Nothing here needs the kernel. */
#ifndef KEXEC_BAKE_ROOM_H
#define KEXEC_BAKE_ROOM_H

#include "include/kexec_bake.h"

/**
 * struct kexec_bake_range - memory that somebody has
 * @start: physical address of its first byte
 * @end: and of the first behind it
 * @what: whose it is, "holds the initrd", say; NULL: there is no RAM
 */
struct kexec_bake_range {
	uint64_t start;
	uint64_t end;
	const char *what;
};

/**
 * struct kexec_bake_room - what is known of a machine's memory
 * @map: the firmware's memory map, in any order
 * @map_count: of @map
 * @busy: what of the RAM is in use, in any order
 * @busy_count: of @busy
 * @size: of the region, in bytes
 * @alignment: what its address is to be a multiple of, a power of two
 * @lowest: the lowest address
 */
struct kexec_bake_room {
	const struct kexec_bake_map_entry *map;
	uint32_t map_count;
	const struct kexec_bake_range *busy;
	uint32_t busy_count;
	uint64_t size;
	uint64_t alignment;
	uint64_t lowest;
};

/**
 * kexec_bake_in_the_way() - what keeps the region from an address
 * @room: what is known
 * @address: of the region
 * @holder: filled if there's something
 *
 * Return: nonzero if there's something.
 */
int kexec_bake_in_the_way(const struct kexec_bake_room *room, uint64_t address,
			  struct kexec_bake_range *holder);

/**
 * kexec_bake_find_room() - the place nearest above the wanted one, or else the lowest
 * @room: what is known
 * @wanted: where to begin
 *
 * Return: the address of a place, below KEXEC_BAKE_TOP; 0 if there is none.
 */
uint64_t kexec_bake_find_room(const struct kexec_bake_room *room, uint64_t wanted);

#endif
