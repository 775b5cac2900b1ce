/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sets of addresses.  Pure: nothing here knows what the addresses are of.
 */
#ifndef UTIL_LIB_RANGES_H
#define UTIL_LIB_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct range - the addresses from @start up to, not including, @end
 * @start: first
 * @end: behind the last; a range with @end <= @start is empty
 */
struct range {
	uint64_t start;
	uint64_t end;
};

/**
 * struct ranges - a set: sorted, none empty, none touching another
 * @list: owned; freed by ranges_free()
 * @count: of @list
 */
struct ranges {
	struct range *list;
	size_t count;
};

/**
 * ranges_add() - the union of a set and a range
 * @set: to be changed
 * @range: may be empty
 *
 * Return: 0, or -1 without memory; the set is then as it was.
 */
int ranges_add(struct ranges *set, struct range range);

/**
 * ranges_remove() - a set without a range
 * @set: to be changed
 * @range: may be empty
 *
 * Return: 0, or -1 without memory; the set is then as it was.
 */
int ranges_remove(struct ranges *set, struct range range);

/**
 * ranges_contain() - is all of a range in a set?
 * @set: any
 * @range: an empty one is in every set
 */
bool ranges_contain(const struct ranges *set, struct range range);

/**
 * ranges_find() - the lowest place for something
 * @set: where there is room
 * @size: how much is needed, at least 1
 * @align: a power of two
 * @within: bounds, on top of @set
 * @start: where to put the answer
 *
 * Return: false if there is no such place.
 */
bool ranges_find(const struct ranges *set, uint64_t size, uint64_t align, struct range within,
		 uint64_t *start);

/**
 * ranges_free() - give back a set's memory
 * @set: empty afterwards
 */
void ranges_free(struct ranges *set);

#endif
