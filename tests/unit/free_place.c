// SPDX-License-Identifier: GPL-2.0-only
/*
 * The placing of the region: some maps by hand, and many by chance, each
 * against an oracle that looks at every unit of memory there is.
 */
#include "bake/linux/free_place.h"

#include <stdint.h>
#include <string.h>

#include "unit.h"

#define MIB      (1ull << 20)
#define RAM      KEXEC_BAKE_MAP_RAM
#define RESERVED 2
#define MAPS     2000

/* --- by hand ---------------------------------------------------------------- */

static const struct kexec_bake_map_entry pc[] = {
	{ 0, 0x9fc00, RAM, 0 },
	{ 0x9fc00, 0x400, RESERVED, 0 },
	{ 0xf0000, 0x10000, RESERVED, 0 },
	{ MIB, 511 * MIB - 0x20000, RAM, 0 },
	{ 512 * MIB - 0x20000, 0x20000, RESERVED, 0 },
	{ 0x100000000, 1024 * MIB, RAM, 0 },
};

static struct kexec_bake_space make_space(const struct kexec_bake_range *busy, uint32_t count)
{
	return (struct kexec_bake_space){
		.map = pc,
		.map_count = COUNT(pc),
		.reserved = busy,
		.reserved_count = count,
		.size = 64 * MIB,
		.alignment = 2 * MIB,
		.lowest = 16 * MIB,
	};
}

START_TEST(test_by_hand)
{
	const struct kexec_bake_range kernel = { 300 * MIB, 330 * MIB - 5, "kernel" };
	const struct kexec_bake_range both[] = {
		kernel,
		{ 340 * MIB, 512 * MIB, "more" },
	};
	struct kexec_bake_space space = make_space(NULL, 0);
	struct kexec_bake_range taken;

	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 256 * MIB);
	ck_assert(!kexec_bake_is_taken(&space, 256 * MIB, &taken));
	/* Ends where RAM does, or would. */
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 448 * MIB), 16 * MIB);
	ck_assert(kexec_bake_is_taken(&space, 448 * MIB, &taken));
	ck_assert_ptr_null(taken.holder);
	ck_assert_uint_eq(taken.start, 512 * MIB - 0x20000);
	space.size -= 0x20000;
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 448 * MIB), 448 * MIB);

	space = make_space(&kernel, 1);
	ck_assert(kexec_bake_is_taken(&space, 256 * MIB, &taken));
	ck_assert_str_eq(taken.holder, "kernel");
	ck_assert_uint_eq(taken.start, 300 * MIB);
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 330 * MIB);

	space = make_space(both, 2);
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 16 * MIB);
	space.size = 300 * MIB;
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 0);
	/* Memory above 4 GiB holds no image. */
	space.size = 600 * MIB;
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 0);
}
END_TEST

START_TEST(test_empty_map)
{
	struct kexec_bake_space space = make_space(NULL, 0);

	space.map_count = 0;
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, 256 * MIB), 0);
}
END_TEST

/* --- by chance ---------------------------------------------------------------- */

/* Only the last so many units below 4 GiB hold anything. */
#define UNIT   0x1000ull
#define UNITS  600u
#define BOTTOM (KEXEC_BAKE_TOP - UNITS * UNIT)

static uint64_t seed;

/* Knuth, MMIX. */
static uint32_t chance(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

static struct kexec_bake_map_entry map[40];
static struct kexec_bake_range busy[40];

static uint64_t some_address(void)
{
	uint64_t address = BOTTOM + chance(UNITS) * UNIT;

	/* Firmware keeps to no page; nor does the initrd. */
	return chance(4) ? address : address + chance(UNIT);
}

/* In any order, adjoining, overlapping, empty, of several types, beyond 4 GiB. */
static void fill(struct kexec_bake_space *space)
{
	uint64_t at = BOTTOM;
	uint32_t i;

	space->map_count = 1 + chance(COUNT(map));
	for (i = 0; i < space->map_count; i++) {
		map[i].start = chance(3) ? some_address() : at;
		map[i].size = chance(8) ? chance(UNITS / 2 * UNIT) : 0;
		map[i].type = chance(3) ? RAM : 1 + chance(5);
		if (map[i].type != RAM && map[i].size > 9 * UNIT)
			map[i].size = chance(9 * UNIT);
		at = map[i].start + map[i].size;
	}
	space->reserved_count = chance(COUNT(busy));
	for (i = 0; i < space->reserved_count; i++) {
		busy[i].start = some_address();
		busy[i].end = busy[i].start + chance(20 * UNIT);
		busy[i].holder = "busy";
	}
	space->map = map;
	space->reserved = busy;
	space->size = (1 + chance(UNITS / 4)) * UNIT;
	space->alignment = UNIT << chance(5);
	space->lowest = BOTTOM + chance(20) * UNIT;
}

/* Is each byte RAM?  All borders of ranges are looked at, and so all between them. */
static int is_ram(const struct kexec_bake_space *space, uint64_t at)
{
	int ram = 0;
	uint32_t i;

	for (i = 0; i < space->map_count; i++) {
		if (at < map[i].start || at - map[i].start >= map[i].size)
			continue;
		if (map[i].type != RAM)
			return 0;
		ram = 1;
	}
	for (i = 0; i < space->reserved_count; i++)
		if (at >= busy[i].start && at < busy[i].end)
			return 0;
	return ram;
}

static int in(uint64_t at, uint64_t start, uint64_t size)
{
	return at >= start && at - start < size;
}

static int oracle_is_free(const struct kexec_bake_space *space, uint64_t start)
{
	uint32_t i;

	if (start >= KEXEC_BAKE_TOP || space->size > KEXEC_BAKE_TOP - start ||
	    !is_ram(space, start))
		return 0;
	for (i = 0; i < space->map_count; i++) {
		if (in(map[i].start, start, space->size) && !is_ram(space, map[i].start))
			return 0;
		if (in(map[i].start + map[i].size, start, space->size) &&
		    !is_ram(space, map[i].start + map[i].size))
			return 0;
	}
	for (i = 0; i < space->reserved_count; i++) {
		if (in(busy[i].start, start, space->size) && !is_ram(space, busy[i].start))
			return 0;
		if (in(busy[i].end, start, space->size) && !is_ram(space, busy[i].end))
			return 0;
	}
	return 1;
}

static uint64_t oracle_search(const struct kexec_bake_space *space, uint64_t from)
{
	uint64_t at;

	for (at = BOTTOM & ~(space->alignment - 1); at < KEXEC_BAKE_TOP; at += space->alignment)
		if (at >= from && at >= space->lowest && oracle_is_free(space, at))
			return at;
	return 0;
}

static uint32_t found, moved_down, none;

static void try_one(void)
{
	struct kexec_bake_range taken;
	struct kexec_bake_space space;
	uint64_t wanted, expected;

	fill(&space);
	wanted = (BOTTOM + chance(UNITS) * UNIT) & ~(space.alignment - 1);
	expected = oracle_search(&space, wanted);
	if (!expected) {
		expected = oracle_search(&space, space.lowest);
		moved_down += !!expected;
	}
	ck_assert_uint_eq(kexec_bake_find_free_place(&space, wanted), expected);
	if (space.size <= KEXEC_BAKE_TOP - wanted)
		ck_assert_int_eq(!kexec_bake_is_taken(&space, wanted, &taken),
				 oracle_is_free(&space, wanted));
	found += !!expected;
	none += !expected;
}

START_TEST(test_by_chance)
{
	uint32_t i;

	found = moved_down = none = 0;
	seed = _i;
	for (i = 0; i < MAPS; i++)
		try_one();
	/* All that may come of it did. */
	ck_assert_uint_gt(found, MAPS / 20);
	ck_assert_uint_gt(moved_down, 20);
	ck_assert_uint_gt(none, MAPS / 20);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_test(tests, test_by_hand);
	tcase_add_test(tests, test_empty_map);
	tcase_add_loop_test(tests, test_by_chance, 0, 10);
}

int main(void)
{
	return run_tests("free_place", add_tests);
}
