// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "kexec/load/segments.h"
#include "unit.h"

#define ROOM_START 0x10000ull
#define ROOM_END   0x20000ull
#define PAGE       0x1000ull

static struct segments segments;
static struct error error;

static void start(void)
{
	segments = (struct segments){ 0 };
	error.text[0] = 0;
	ck_assert_int_eq(ranges_add(&segments.free, (struct range){ ROOM_START, ROOM_END }), 0);
}

static void stop(void)
{
	ranges_free(&segments.free);
}

static const struct placement anywhere = { PAGE, { 0, UINT64_MAX } };

static int place(uint64_t size, struct placement where, uint64_t *address)
{
	return segments_place(&segments, (struct segment){ .name = "it", .size = size }, where,
			      address, &error);
}

static const struct {
	const char *name;
	uint64_t stored, size;
	struct placement where;
	uint64_t expected; /* 0: it is refused */
	const char *words;
} rows[] = {
	{ "the lowest place", 1, 1, { PAGE, { 0, UINT64_MAX } }, 0x10000, NULL },
	{ "no content", 0, 1, { PAGE, { 0, UINT64_MAX } }, 0x10000, NULL },
	{ "all content", 5, 5, { PAGE, { 0, UINT64_MAX } }, 0x10000, NULL },
	{ "all the room", 0, 0x10000, { PAGE, { 0, UINT64_MAX } }, 0x10000, NULL },
	{ "all the room but whole pages", 0, 0xf001, { PAGE, { 0, UINT64_MAX } }, 0x10000, NULL },
	{ "a lower bound", 0, PAGE, { PAGE, { 0x13000, UINT64_MAX } }, 0x13000, NULL },
	{ "a bound inside a page", 0, PAGE, { PAGE, { 0x13001, UINT64_MAX } }, 0x14000, NULL },
	{ "an alignment", 0, PAGE, { 0x8000, { 0x13001, UINT64_MAX } }, 0x18000, NULL },
	{ "exact bounds", 0, PAGE, { PAGE, { 0x15000, 0x16000 } }, 0x15000, NULL },
	{ "a byte too large",
	  0,
	  0x10001,
	  { PAGE, { 0, UINT64_MAX } },
	  0,
	  "no space for 0x10001 bytes" },
	{ "bounds too tight", 0, PAGE + 1, { PAGE, { 0x15000, 0x16fff } }, 0, "no space" },
	{ "bounds outside the room", 0, PAGE, { PAGE, { 0, ROOM_START } }, 0, "no space" },
	{ "bounds that wrap around", 0, PAGE, { PAGE, { 0x15000, 0x14000 } }, 0, "no space" },
	{ "nowhere aligned enough", 0, PAGE, { 0x40000, { 0, UINT64_MAX } }, 0, "no space" },
	{ "size 0", 0, 0, { PAGE, { 0, UINT64_MAX } }, 0, "0 bytes do not fit into 0" },
	{ "more stored than its size",
	  2,
	  1,
	  { PAGE, { 0, UINT64_MAX } },
	  0,
	  "2 bytes do not fit into 1" },
	{ "no alignment", 0, 1, { 0, { 0, UINT64_MAX } }, 0, "alignment 0x0 " },
	{ "less than a page", 0, 1, { 0x800, { 0, UINT64_MAX } }, 0, "alignment 0x800 " },
	{ "no power of two", 0, 1, { 0x3000, { 0, UINT64_MAX } }, 0, "alignment 0x3000 " },
	{ "pages past 64 bits", 0, UINT64_MAX, { PAGE, { 0, UINT64_MAX } }, 0, "no space" },
	{ "nearly all of 64 bits",
	  0,
	  UINT64_MAX - PAGE + 1,
	  { PAGE, { 0, UINT64_MAX } },
	  0,
	  "no space" },
};

static void assert_refused(const char *name, const char *words)
{
	ck_assert_msg(strstr(error.text, words) != NULL, "%s: said \"%s\"", name, error.text);
	ck_assert_uint_eq(segments.count, 0);
	ck_assert_uint_eq(segments.free.count, 1);
	ck_assert_uint_eq(segments.free.list[0].start, ROOM_START);
	ck_assert_uint_eq(segments.free.list[0].end, ROOM_END);
}

START_TEST(test_place)
{
	struct segment segment = {
		.name = "it",
		.content = "xy",
		.stored = rows[_i].stored,
		.size = rows[_i].size,
	};
	uint64_t address = 0;
	int result = segments_place(&segments, segment, rows[_i].where, &address, &error);

	ck_assert_msg(result == (rows[_i].expected ? 0 : -1), "%s: %s", rows[_i].name, error.text);
	ck_assert_uint_eq(address, rows[_i].expected);
	if (rows[_i].words)
		assert_refused(rows[_i].name, rows[_i].words);
	else
		ck_assert_uint_eq(segments.list[0].address, address);
}
END_TEST

START_TEST(test_no_overlap)
{
	uint64_t address[3];

	ck_assert_int_eq(place(PAGE + 1, anywhere, &address[0]), 0);
	ck_assert_int_eq(place(1, anywhere, &address[1]), 0);
	ck_assert_int_eq(place(PAGE, anywhere, &address[2]), 0);
	ck_assert_uint_eq(address[0], 0x10000);
	ck_assert_uint_eq(address[1], 0x12000);
	ck_assert_uint_eq(address[2], 0x13000);
}
END_TEST

START_TEST(test_same_place_twice)
{
	struct placement there = { PAGE, { 0x15000, 0x16000 } };

	ck_assert_int_eq(place(PAGE, there, NULL), 0);
	ck_assert_int_eq(place(PAGE, there, NULL), -1);
	ck_assert_uint_eq(segments.count, 1);
}
END_TEST

START_TEST(test_gap_is_used)
{
	struct placement high = { PAGE, { 0x12000, UINT64_MAX } };
	uint64_t address;

	ck_assert_int_eq(place(PAGE, high, NULL), 0);
	ck_assert_int_eq(place(2 * PAGE, anywhere, &address), 0);
	ck_assert_uint_eq(address, 0x10000);
	ck_assert_int_eq(place(PAGE, anywhere, &address), 0);
	ck_assert_uint_eq(address, 0x13000);
}
END_TEST

/* There is a page for each segment, so the count is refused. */
START_TEST(test_too_many)
{
	size_t i;

	ck_assert_int_eq(ranges_add(&segments.free, (struct range){ ROOM_END, ROOM_END + PAGE }),
			 0);
	for (i = 0; i < SEGMENTS_MAX; i++)
		ck_assert_int_eq(place(1, anywhere, NULL), 0);
	ck_assert_int_eq(place(1, anywhere, NULL), -1);
	ck_assert_str_eq(error.text, "it: no more than 16 segments can be placed");
	ck_assert_uint_eq(segments.count, SEGMENTS_MAX);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, start, stop);
	tcase_add_loop_test(tests, test_place, 0, COUNT(rows));
	tcase_add_test(tests, test_no_overlap);
	tcase_add_test(tests, test_same_place_twice);
	tcase_add_test(tests, test_gap_is_used);
	tcase_add_test(tests, test_too_many);
}

int main(void)
{
	return run_tests("segments", add_tests);
}
