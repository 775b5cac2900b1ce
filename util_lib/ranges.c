// SPDX-License-Identifier: GPL-2.0-only
#include "ranges.h"

#include <stdlib.h>

#include "align.h"

static bool is_empty_range(struct range range)
{
	return range.end <= range.start;
}

/* Allocates a list with space for one more range, so that a failure leaves the set unchanged. */
static struct range *allocate_list(const struct ranges *set)
{
	return malloc((set->count + 1) * sizeof(*set->list));
}

static void replace_list(struct ranges *set, struct range *list, size_t count)
{
	free(set->list);
	set->list = list;
	set->count = count;
}

static bool is_past_end(const struct ranges *set, struct range range)
{
	return !set->count || set->list[set->count - 1].end < range.start;
}

/* Appends without a copy: tens of thousands of ranges may be added in ascending order. */
static int append_range(struct ranges *set, struct range range)
{
	struct range *list = realloc(set->list, (set->count + 1) * sizeof(*list));

	if (!list)
		return -1;
	list[set->count++] = range;
	set->list = list;
	return 0;
}

int ranges_add(struct ranges *set, struct range range)
{
	struct range *list;
	size_t i, n = 0;

	if (is_empty_range(range))
		return 0;
	if (is_past_end(set, range))
		return append_range(set, range);
	list = allocate_list(set);
	if (!list)
		return -1;

	for (i = 0; i < set->count && set->list[i].end < range.start; i++)
		list[n++] = set->list[i];
	for (; i < set->count && set->list[i].start <= range.end; i++) {
		if (set->list[i].start < range.start)
			range.start = set->list[i].start;
		if (set->list[i].end > range.end)
			range.end = set->list[i].end;
	}
	list[n++] = range;
	for (; i < set->count; i++)
		list[n++] = set->list[i];
	replace_list(set, list, n);
	return 0;
}

int ranges_remove(struct ranges *set, struct range range)
{
	struct range *list, before, after;
	size_t i, n = 0;

	if (is_empty_range(range))
		return 0;
	list = allocate_list(set);
	if (!list)
		return -1;

	for (i = 0; i < set->count; i++) {
		before = after = set->list[i];
		if (before.end > range.start)
			before.end = range.start;
		if (after.start < range.end)
			after.start = range.end;
		if (!is_empty_range(before))
			list[n++] = before;
		if (!is_empty_range(after))
			list[n++] = after;
	}
	replace_list(set, list, n);
	return 0;
}

bool ranges_contain(const struct ranges *set, struct range range)
{
	size_t i;

	if (is_empty_range(range))
		return true;
	for (i = 0; i < set->count; i++)
		if (set->list[i].start <= range.start && set->list[i].end >= range.end)
			return true;
	return false;
}

static struct range intersect_ranges(struct range a, struct range b)
{
	return (struct range){
		.start = a.start > b.start ? a.start : b.start,
		.end = a.end < b.end ? a.end : b.end,
	};
}

int ranges_find(const struct ranges *set, uint64_t size, uint64_t align, struct range within,
		uint64_t *start)
{
	struct range space;
	size_t i;

	for (i = 0; i < set->count; i++) {
		space = intersect_ranges(set->list[i], within);
		if (is_empty_range(space) || align_up(space.start, align, start))
			continue;
		if (*start < space.end && space.end - *start >= size)
			return 0;
	}
	return -1;
}

void ranges_free(struct ranges *set)
{
	replace_list(set, NULL, 0);
}
