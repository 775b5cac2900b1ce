// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/ranges.h"
#include "unit.h"

#define LAST UINT64_MAX
#define MAX  5

/* In the tables an empty range ends a set. */
static size_t list_length(const struct range *list)
{
	size_t n = 0;

	while (n < MAX && list[n].end > list[n].start)
		n++;
	return n;
}

static struct ranges make_set(const struct range *list)
{
	struct ranges set = { .count = list_length(list) };

	set.list = calloc(set.count + 1, sizeof(*list));
	ck_assert_ptr_nonnull(set.list);
	memcpy(set.list, list, set.count * sizeof(*list));
	return set;
}

static void assert_set(const char *name, const struct ranges *set, const struct range *expected)
{
	size_t i;

	ck_assert_msg(set->count == list_length(expected), "%s: %zu ranges, %zu were expected",
		      name, set->count, list_length(expected));
	for (i = 0; i < set->count; i++)
		ck_assert_msg(set->list[i].start == expected[i].start &&
				      set->list[i].end == expected[i].end,
			      "%s: range %zu is 0x%llx-0x%llx", name, i,
			      (unsigned long long)set->list[i].start,
			      (unsigned long long)set->list[i].end);
}

static const struct {
	const char *name;
	int (*change)(struct ranges *set, struct range range);
	struct range before[MAX];
	struct range range;
	struct range after[MAX];
} changes[] = {
	{ "add to nothing", ranges_add, {}, { 1, 3 }, { { 1, 3 } } },
	{ "add nothing", ranges_add, { { 1, 3 } }, { 2, 2 }, { { 1, 3 } } },
	{ "add a reversed range", ranges_add, { { 1, 3 } }, { 9, 5 }, { { 1, 3 } } },
	{ "add in front", ranges_add, { { 5, 7 } }, { 1, 3 }, { { 1, 3 }, { 5, 7 } } },
	{ "add behind", ranges_add, { { 1, 3 } }, { 5, 7 }, { { 1, 3 }, { 5, 7 } } },
	{ "add between",
	  ranges_add,
	  { { 1, 3 }, { 9, 11 } },
	  { 5, 7 },
	  { { 1, 3 }, { 5, 7 }, { 9, 11 } } },
	{ "touching its start", ranges_add, { { 5, 7 } }, { 3, 5 }, { { 3, 7 } } },
	{ "touching its end", ranges_add, { { 5, 7 } }, { 7, 9 }, { { 5, 9 } } },
	{ "filling a gap", ranges_add, { { 1, 3 }, { 5, 7 } }, { 3, 5 }, { { 1, 7 } } },
	{ "one short of touching", ranges_add, { { 1, 3 } }, { 4, 5 }, { { 1, 3 }, { 4, 5 } } },
	{ "add the same", ranges_add, { { 1, 3 } }, { 1, 3 }, { { 1, 3 } } },
	{ "add a part", ranges_add, { { 1, 9 } }, { 3, 5 }, { { 1, 9 } } },
	{ "swallow all", ranges_add, { { 1, 3 }, { 5, 7 } }, { 0, 9 }, { { 0, 9 } } },
	{ "join some",
	  ranges_add,
	  { { 1, 3 }, { 5, 7 }, { 9, 11 }, { 13, 15 } },
	  { 6, 10 },
	  { { 1, 3 }, { 5, 11 }, { 13, 15 } } },
	{ "add up to the last address",
	  ranges_add,
	  { { 1, 3 } },
	  { LAST - 1, LAST },
	  { { 1, 3 }, { LAST - 1, LAST } } },
	{ "one that wraps around is empty",
	  ranges_add,
	  { { 5, 7 } },
	  { LAST - 1, 3 },
	  { { 5, 7 } } },
	{ "add everything", ranges_add, { { 1, 3 } }, { 0, LAST }, { { 0, LAST } } },

	{ "remove from nothing", ranges_remove, {}, { 1, 3 }, {} },
	{ "remove nothing", ranges_remove, { { 1, 3 } }, { 2, 2 }, { { 1, 3 } } },
	{ "remove a reversed range", ranges_remove, { { 1, 3 } }, { 3, 1 }, { { 1, 3 } } },
	{ "remove all", ranges_remove, { { 1, 3 } }, { 1, 3 }, {} },
	{ "remove more than all", ranges_remove, { { 1, 3 }, { 5, 7 } }, { 0, 9 }, {} },
	{ "remove its start", ranges_remove, { { 1, 9 } }, { 0, 3 }, { { 3, 9 } } },
	{ "remove its end", ranges_remove, { { 1, 9 } }, { 7, 10 }, { { 1, 7 } } },
	{ "remove its middle", ranges_remove, { { 1, 9 } }, { 3, 5 }, { { 1, 3 }, { 5, 9 } } },
	{ "remove what only touches",
	  ranges_remove,
	  { { 3, 5 }, { 7, 9 } },
	  { 5, 7 },
	  { { 3, 5 }, { 7, 9 } } },
	{ "remove from several",
	  ranges_remove,
	  { { 1, 4 }, { 6, 7 }, { 9, 12 } },
	  { 3, 10 },
	  { { 1, 3 }, { 10, 12 } } },
	{ "remove the last address",
	  ranges_remove,
	  { { 1, LAST } },
	  { LAST - 1, LAST },
	  { { 1, LAST - 1 } } },
	{ "removing what wraps around removes nothing",
	  ranges_remove,
	  { { 1, 9 } },
	  { LAST - 1, 3 },
	  { { 1, 9 } } },
};

START_TEST(test_change)
{
	struct ranges set = make_set(changes[_i].before);

	ck_assert_int_eq(changes[_i].change(&set, changes[_i].range), 0);
	assert_set(changes[_i].name, &set, changes[_i].after);
	ranges_free(&set);
	ck_assert_uint_eq(set.count, 0);
	ck_assert_ptr_null(set.list);
}
END_TEST

static const struct {
	struct range set[MAX];
	struct range range;
	bool expected;
} contained[] = {
	{ {}, { 1, 3 }, false },
	{ {}, { 3, 3 }, true },
	{ { { 1, 3 } }, { 9, 5 }, true },
	{ { { 1, 3 } }, { 1, 3 }, true },
	{ { { 1, 9 } }, { 3, 5 }, true },
	{ { { 1, 3 } }, { 0, 3 }, false },
	{ { { 1, 3 } }, { 1, 4 }, false },
	{ { { 1, 3 }, { 5, 7 } }, { 1, 7 }, false },
	{ { { 1, 3 }, { 5, 7 } }, { 5, 6 }, true },
	{ { { 1, LAST } }, { LAST - 1, LAST }, true },
};

START_TEST(test_contain)
{
	struct ranges set = make_set(contained[_i].set);

	ck_assert_int_eq(ranges_contain(&set, contained[_i].range), contained[_i].expected);
	ranges_free(&set);
}
END_TEST

static const struct {
	uint64_t x, align, expected;
	bool possible;
} alignments[] = {
	{ 0, 1, 0, true },
	{ 0, 4096, 0, true },
	{ 1, 4096, 4096, true },
	{ 4095, 4096, 4096, true },
	{ 4096, 4096, 4096, true },
	{ LAST, 1, LAST, true },
	{ LAST - 4095, 4096, LAST - 4095, true },
	{ LAST - 4094, 4096, 0, false },
	{ LAST, 4096, 0, false },
	{ 1, 1ull << 63, 1ull << 63, true },
	{ (1ull << 63) + 1, 1ull << 63, 0, false },
};

START_TEST(test_align_up)
{
	uint64_t result;

	ck_assert_int_eq(!align_up(alignments[_i].x, alignments[_i].align, &result),
			 alignments[_i].possible);
	if (alignments[_i].possible)
		ck_assert_uint_eq(result, alignments[_i].expected);
}
END_TEST

static const struct {
	const char *name;
	struct range set[MAX];
	uint64_t size, align;
	struct range within;
	bool possible;
	uint64_t expected;
} searches[] = {
	{ "in nothing", {}, 1, 1, { 0, LAST }, false, 0 },
	{ "the lowest", { { 1, 3 }, { 5, 9 } }, 2, 1, { 0, LAST }, true, 1 },
	{ "the first large enough", { { 1, 3 }, { 5, 9 } }, 3, 1, { 0, LAST }, true, 5 },
	{ "exactly", { { 4, 8 } }, 4, 4, { 0, LAST }, true, 4 },
	{ "one too large", { { 4, 8 } }, 5, 4, { 0, LAST }, false, 0 },
	{ "aligned", { { 1, 9 } }, 4, 4, { 0, LAST }, true, 4 },
	{ "too small once aligned", { { 1, 7 } }, 4, 4, { 0, LAST }, false, 0 },
	{ "no aligned address in it", { { 5, 8 } }, 1, 8, { 0, LAST }, false, 0 },
	{ "aligned in the second", { { 1, 7 }, { 9, 20 } }, 4, 4, { 0, LAST }, true, 12 },
	{ "bound below", { { 0, 20 } }, 4, 4, { 5, LAST }, true, 8 },
	{ "bound above", { { 0, 20 } }, 4, 4, { 0, 3 }, false, 0 },
	{ "just inside the bounds", { { 0, 20 } }, 4, 4, { 8, 12 }, true, 8 },
	{ "just outside the bounds", { { 0, 20 } }, 4, 4, { 9, 15 }, false, 0 },
	{ "empty bounds", { { 0, 20 } }, 1, 1, { 5, 5 }, false, 0 },
	{ "bounds that wrap around", { { 0, 20 } }, 1, 1, { 5, 2 }, false, 0 },
	{ "bounds beside the set", { { 4, 8 } }, 1, 1, { 8, 12 }, false, 0 },
	{ "at the very end",
	  { { LAST - 4095, LAST } },
	  4095,
	  4096,
	  { 0, LAST },
	  true,
	  LAST - 4095 },
	{ "no multiple before the end", { { LAST - 9, LAST } }, 1, 4096, { 0, LAST }, false, 0 },
	{ "larger than all there is", { { 0, LAST } }, LAST, 1, { 1, LAST }, false, 0 },
	{ "all there is", { { 0, LAST } }, LAST, 1, { 0, LAST }, true, 0 },
};

START_TEST(test_find)
{
	struct ranges set = make_set(searches[_i].set);
	uint64_t start;
	bool found = !ranges_find(&set, searches[_i].size, searches[_i].align, searches[_i].within,
				  &start);

	ck_assert_msg(found == searches[_i].possible, "%s", searches[_i].name);
	if (found)
		ck_assert_msg(start == searches[_i].expected, "%s: 0x%llx", searches[_i].name,
			      (unsigned long long)start);
	ranges_free(&set);
}
END_TEST

/* A slow model of a set: one flag for each address. */
#define ADDRESSES 256u

static bool flags[ADDRESSES];
static uint64_t base;

static bool all_set(uint64_t start, uint64_t end)
{
	for (; start < end; start++)
		if (!flags[start])
			return false;
	return true;
}

static void assert_same_addresses(const struct ranges *set)
{
	bool seen[ADDRESSES] = { false };
	uint64_t a;
	size_t i;

	for (i = 0; i < set->count; i++) {
		ck_assert(set->list[i].start < set->list[i].end);
		if (i)
			ck_assert(set->list[i - 1].end < set->list[i].start);
		for (a = set->list[i].start; a < set->list[i].end; a++)
			seen[a - base] = true;
	}
	ck_assert_mem_eq(seen, flags, sizeof(seen));
}

/* George Marsaglia's 64-bit xorshift generator with the shifts 13, 7 and 17. */
static uint64_t next_xorshift(uint64_t limit)
{
	static uint64_t state = 0x6b657865632d6b65ull;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % limit;
}

/* Some of the ranges are empty or reversed. */
static struct range random_range(void)
{
	uint64_t start = next_xorshift(ADDRESSES);
	uint64_t size = next_xorshift(40);

	if (size > ADDRESSES - start - 1)
		size = ADDRESSES - start - 1;
	if (!next_xorshift(16))
		return (struct range){ start, start ? start - 1 : 0 };
	return (struct range){ start, start + size };
}

static struct range shift_range(struct range range)
{
	return (struct range){ base + range.start, base + range.end };
}

static void change_at_random(struct ranges *set)
{
	struct range range = random_range();
	bool add = next_xorshift(2);
	uint64_t a;

	ck_assert_int_eq((add ? ranges_add : ranges_remove)(set, shift_range(range)), 0);
	for (a = range.start; a < range.end; a++)
		flags[a] = add;
}

static bool find_slowly(uint64_t size, uint64_t align, struct range within, uint64_t *start)
{
	for (*start = within.start; *start + size <= within.end; ++*start)
		if ((base + *start) % align == 0 && all_set(*start, *start + size))
			return true;
	return false;
}

static void find_at_random(const struct ranges *set)
{
	uint64_t size = 1 + next_xorshift(12), align = 1ull << next_xorshift(5);
	struct range within = random_range();
	uint64_t expected, start;
	bool possible;

	possible = find_slowly(size, align, within, &expected);
	ck_assert_int_eq(!ranges_find(set, size, align, shift_range(within), &start), possible);
	if (possible)
		ck_assert_uint_eq(start, base + expected);
}

/* The lowest and the highest addresses of 64 bits. */
static const uint64_t bases[] = { 0, LAST - (ADDRESSES - 1) };

START_TEST(test_random)
{
	struct ranges set = { 0 };
	struct range range;
	int i;

	base = bases[_i];
	memset(flags, false, sizeof(flags));
	for (i = 0; i < 20000; i++) {
		change_at_random(&set);
		assert_same_addresses(&set);
		range = random_range();
		ck_assert_int_eq(ranges_contain(&set, shift_range(range)),
				 all_set(range.start, range.end));
		find_at_random(&set);
	}
	ranges_free(&set);
}
END_TEST

static void add_ranges_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_change, 0, COUNT(changes));
	tcase_add_loop_test(tests, test_contain, 0, COUNT(contained));
	tcase_add_loop_test(tests, test_align_up, 0, COUNT(alignments));
	tcase_add_loop_test(tests, test_find, 0, COUNT(searches));
	tcase_add_loop_test(tests, test_random, 0, COUNT(bases));
}

int main(void)
{
	return run_tests("ranges", add_ranges_tests);
}
