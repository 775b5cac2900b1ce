/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of address ranges. */
#ifndef UTIL_LIB_RANGES_H
#define UTIL_LIB_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct range - the addresses from @start up to, but not including, @end
 * @start: first address
 * @end: first address after the range; a range with @end <= @start is empty
 */
struct range {
	uint64_t start;
	uint64_t end;
};

/**
 * struct ranges - a set of addresses
 * @list: ranges in ascending order, none of them empty and no two overlapping or touching;
 *	  owned, freed by ranges_free()
 * @count: length of @list
 *
 * A zeroed struct ranges is the empty set.
 */
struct ranges {
	struct range *list;
	size_t count;
};

/**
 * ranges_add() - add a range to a set
 * @set: set to change
 * @range: range to add; may be empty
 *
 * Return: 0, or -1 if memory is exhausted, with @set unchanged.
 */
int ranges_add(struct ranges *set, struct range range);

/**
 * ranges_remove() - remove a range from a set
 * @set: set to change
 * @range: range to remove; may be empty
 *
 * Return: 0, or -1 if memory is exhausted, with @set unchanged.
 */
int ranges_remove(struct ranges *set, struct range range);

/**
 * ranges_contain() - test whether a set contains a whole range
 * @set: set to search
 * @range: range to look for
 *
 * Return: true if each address of @range is in @set, and for an empty @range.
 */
bool ranges_contain(const struct ranges *set, struct range range);

/**
 * ranges_find() - find the lowest free memory of some size
 * @set: the free memory
 * @size: wanted size in bytes, at least 1
 * @align: wanted alignment in bytes, a power of two
 * @within: bounds; addresses outside of them are not considered
 * @start: filled with the address on success
 *
 * Return: 0, or -1 if there is no such memory.
 */
int ranges_find(const struct ranges *set, uint64_t size, uint64_t align, struct range within,
		uint64_t *start);

/**
 * ranges_free() - free a set's memory
 * @set: empty afterwards
 */
void ranges_free(struct ranges *set);

#endif
