// SPDX-License-Identifier: GPL-2.0-only
/* An image that is fixed up for a place equals one that is baked for it. */
#include "baked.h"

#define PAGE   4096u
#define ORDERS 0x400u

static const struct {
	uint64_t from, to;
	bool initrd;
} moves[] = {
	{ 0x10000000, 0x10200000, true }, { 0x10000000, 0xe0000000, true },
	{ 0xe0000000, 0x10000000, true }, { 0x80000000, 0x1000000, true },
	{ 0x1000000, 0xfe000000, false }, { 0x10000000, 0x0fe00000, false },
	{ 0x10000000, 0x10000000, true },
};

/* The header and the purgatory's info have no fix-ups, so they are not compared. */
static void assert_same(const struct blob *a, const struct blob *b)
{
	struct kexec_bake_header h = header_of(a->data);
	uint64_t code = h.purgatory.offset + ORDERS;

	ck_assert_uint_eq(a->size, b->size);
	ck_assert_mem_eq(a->data + PAGE, b->data + PAGE, h.purgatory.offset - PAGE);
	ck_assert_mem_eq(a->data + code, b->data + code, a->size - code);
}

START_TEST(test_moved_is_baked_there)
{
	uint64_t from = moves[_i].from, to = moves[_i].to;
	struct blob image = bake_small(from, true, moves[_i].initrd);
	struct blob there = bake_small(to, true, moves[_i].initrd);
	struct blob kept = { malloc(image.size), image.size };

	ck_assert_ptr_nonnull(kept.data);
	memcpy(kept.data, image.data, image.size);
	ck_assert_int_eq(kexec_bake_check_fixups(image.data, image.size), KEXEC_BAKE_OK);
	kexec_bake_apply_fixups(image.data, to - from);
	assert_same(&image, &there);
	if (from != to)
		ck_assert(memcmp(image.data, kept.data, image.size) != 0);
	kexec_bake_apply_fixups(image.data, from - to);
	ck_assert_mem_eq(image.data, kept.data, image.size);
	blob_free(&image);
	blob_free(&there);
	blob_free(&kept);
}
END_TEST

/* doc/baked-image.md, "Fix-ups", has their number. */
START_TEST(test_how_many)
{
	struct blob with = bake_small(0x10000000, true, true);
	struct blob without = bake_small(0x10000000, true, false);
	struct blob none = bake_small(0x10000000, false, true);

	ck_assert_uint_eq(header_of(with.data).fixups.size, 8 * 8);
	ck_assert_uint_eq(header_of(without.data).fixups.size, 7 * 8);
	ck_assert_uint_eq(header_of(none.data).fixups.size, 0);
	ck_assert_uint_eq(header_of(none.data).fixups.offset, 0);
	ck_assert_int_eq(kexec_bake_check_fixups(none.data, none.size), KEXEC_BAKE_OK);
	blob_free(&with);
	blob_free(&without);
	blob_free(&none);
}
END_TEST

START_TEST(test_nothing_to_apply)
{
	struct blob image = bake_small(0x10000000, false, true);
	struct blob same = bake_small(0x10000000, false, true);

	kexec_bake_apply_fixups(image.data, 0x200000);
	ck_assert_mem_eq(image.data, same.data, image.size);
	blob_free(&image);
	blob_free(&same);
}
END_TEST

START_TEST(test_places)
{
	struct blob image = bake_small(0x40000000, true, true);
	struct kexec_bake_header h = header_of(image.data);

	ck_assert_uint_eq(h.flags, KEXEC_BAKE_RELOCATABLE | KEXEC_BAKE_EFI);
	ck_assert_uint_eq(h.alignment, KERNEL_ALIGNMENT);
	ck_assert_uint_eq(h.lowest_addr, 0x1000000);
	ck_assert_uint_eq(h.placed_at, 0);
	blob_free(&image);
}
END_TEST

/* --- tables that must not be used ------------------------------------------- */

#define TABLE        0x3000u
#define OFFSET_FIELD 120
#define SIZE_FIELD   128

static const struct {
	const char *name;
	uint64_t offset, size;
	uint64_t fixups[3];
	int expected;
} tables[] = {
	{ "in order", TABLE, 24, { 0x1000, 0x1008, 0x2ff8 }, KEXEC_BAKE_OK },
	{ "at odd offsets", TABLE, 24, { 0x1001, 0x1009, 0x2ff7 }, KEXEC_BAKE_OK },
	{ "one", TABLE, 8, { 0x1000 }, KEXEC_BAKE_OK },
	{ "none", 0, 0, { 0 }, KEXEC_BAKE_OK },
	{ "in the header's page", TABLE, 24, { 0xfff, 0x1008, 0x2ff8 }, KEXEC_BAKE_EFIXUPS },
	{ "in the header", TABLE, 24, { 24, 0x1008, 0x2ff8 }, KEXEC_BAKE_EFIXUPS },
	{ "0", TABLE, 24, { 0, 0x1008, 0x2ff8 }, KEXEC_BAKE_EFIXUPS },
	{ "into the table", TABLE, 24, { 0x1000, 0x1008, 0x2ff9 }, KEXEC_BAKE_EFIXUPS },
	{ "in the table", TABLE, 24, { 0x1000, 0x1008, 0x3000 }, KEXEC_BAKE_EFIXUPS },
	{ "behind the table", TABLE, 24, { 0x1000, 0x1008, 0x3018 }, KEXEC_BAKE_EFIXUPS },
	{ "far away", TABLE, 24, { 0x1000, 0x1008, UINT64_MAX }, KEXEC_BAKE_EFIXUPS },
	{ "wrapping around", TABLE, 24, { 0x1000, UINT64_MAX - 6, 0x1008 }, KEXEC_BAKE_EFIXUPS },
	{ "the same twice", TABLE, 24, { 0x1000, 0x1000, 0x1008 }, KEXEC_BAKE_EFIXUPS },
	{ "overlapping", TABLE, 24, { 0x1000, 0x1007, 0x1010 }, KEXEC_BAKE_EFIXUPS },
	{ "descending", TABLE, 24, { 0x1008, 0x1000, 0x1010 }, KEXEC_BAKE_EFIXUPS },
	{ "half a fix-up", TABLE, 20, { 0x1000, 0x1008, 0x1010 }, KEXEC_BAKE_EFIXUPS },
	{ "too many", TABLE, 65 * 8, { 0x1000, 0x1008, 0x1010 }, KEXEC_BAKE_EFIXUPS },
	{ "a table cut short", TABLE, 32, { 0x1000, 0x1008, 0x1010 }, KEXEC_BAKE_EFIXUPS },
	{ "a table that begins too late", TABLE + 1, 24, { 0x1000 }, KEXEC_BAKE_EFIXUPS },
	{ "a table far away", UINT64_MAX - 7, 24, { 0x1000 }, KEXEC_BAKE_EFIXUPS },
	{ "a table of any size", TABLE, UINT64_MAX - 7, { 0x1000 }, KEXEC_BAKE_EFIXUPS },
	{ "a table in the header's page", 0x800, 24, { 0x1000 }, KEXEC_BAKE_EFIXUPS },
	{ "a table behind the header's page", 0x1000, 8, { 0 }, KEXEC_BAKE_EFIXUPS },
};

START_TEST(test_tables)
{
	size_t size = TABLE + 24;
	uint8_t *image = calloc(1, size);
	int i;

	ck_assert_ptr_nonnull(image);
	put64(image + OFFSET_FIELD, tables[_i].offset);
	put64(image + SIZE_FIELD, tables[_i].size);
	for (i = 0; i < 3; i++)
		put64(image + TABLE + 8 * i, tables[_i].fixups[i]);
	ck_assert_msg(kexec_bake_check_fixups(image, size) == tables[_i].expected, "%s",
		      tables[_i].name);
	free(image);
}
END_TEST

START_TEST(test_cut_short)
{
	struct blob image = bake_small(0x10000000, true, true);
	struct kexec_bake_header h = header_of(image.data);
	size_t size, whole = h.fixups.offset + h.fixups.size;
	uint8_t *cut;

	for (size = 0; size <= whole; size += size < PAGE ? 1023 : 1) {
		cut = malloc(size);
		ck_assert(cut || !size);
		if (size)
			memcpy(cut, image.data, size);
		ck_assert_int_eq(kexec_bake_check_fixups(cut, size),
				 size < whole ? KEXEC_BAKE_EFIXUPS : KEXEC_BAKE_OK);
		free(cut);
	}
	blob_free(&image);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_moved_is_baked_there, 0, COUNT(moves));
	tcase_add_test(tests, test_how_many);
	tcase_add_test(tests, test_nothing_to_apply);
	tcase_add_test(tests, test_places);
	tcase_add_loop_test(tests, test_tables, 0, COUNT(tables));
	tcase_add_test(tests, test_cut_short);
}

int main(void)
{
	return run_tests("fixups", add_tests);
}
