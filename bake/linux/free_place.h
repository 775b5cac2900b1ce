/* SPDX-License-Identifier: GPL-2.0-only */
/* The search for free memory for the region.  Compiles in the kernel and on the host. */
#ifndef KEXEC_BAKE_FREE_PLACE_H
#define KEXEC_BAKE_FREE_PLACE_H

#ifndef __KERNEL__
#include <stdbool.h>
#endif

#include "include/kexec_bake.h"

/**
 * struct kexec_bake_range - a range of memory that is not free
 * @start: physical address of the range's first byte
 * @end: physical address after the range's last byte
 * @holder: the predicate of a sentence whose subject is the range: "holds the initrd"; NULL: the
 *	range is not RAM
 */
struct kexec_bake_range {
	uint64_t start;
	uint64_t end;
	const char *holder;
};

/**
 * struct kexec_bake_space - the machine's memory, and the region to be placed in it
 * @map: the firmware's memory map, in any order
 * @map_count: number of entries in @map
 * @reserved: ranges of RAM that are in use, in any order
 * @reserved_count: number of entries in @reserved
 * @size: size of the region, in bytes
 * @alignment: the region's address is a multiple of this power of two
 * @lowest: lowest address of the region
 */
struct kexec_bake_space {
	const struct kexec_bake_map_entry *map;
	uint32_t map_count;
	const struct kexec_bake_range *reserved;
	uint32_t reserved_count;
	uint64_t size;
	uint64_t alignment;
	uint64_t lowest;
};

/**
 * kexec_bake_is_taken() - is any of the region's memory not free?
 * @space: the machine's memory and the region
 * @address: address of the region
 * @taken: filled with the first such range that is found
 */
bool kexec_bake_is_taken(const struct kexec_bake_space *space, uint64_t address,
			 struct kexec_bake_range *taken);

/**
 * kexec_bake_find_free_place() - find free memory for the region
 * @space: the machine's memory and the region
 * @wanted: the preferred address
 *
 * Return: the lowest free address from @wanted on, or else the lowest one of all, so that the
 * region lies below KEXEC_BAKE_TOP; 0 if there is none.
 */
uint64_t kexec_bake_find_free_place(const struct kexec_bake_space *space, uint64_t wanted);

#endif
