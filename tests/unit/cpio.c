// SPDX-License-Identifier: GPL-2.0-only
/* Archives written down as buffer-format.rst has them. */
#include <string.h>

#include "util_lib/cpio.h"
#include "unit.h"

#define F(n) "0000000" #n
/* Inode 1, mode 0100644, owner and group 0, 1 link, time 0. */
#define BEFORE "070701" F(1) "000081a4" F(0) F(0) F(1) F(0)
#define DEVICE F(0) F(0) F(0) F(0)

static const char one[] = BEFORE F(5) DEVICE F(4) F(0) "a/b\0"
						       "\0\0"
						       "12345\0\0\0";

static struct cpio_member member;

/* Parses a copy in memory of exactly its size, for a sanitizer to find what is read beyond. */
static size_t parse_copy(const void *bytes, size_t size)
{
	static uint8_t *copy;
	size_t n;

	free(copy);
	copy = malloc(size);
	ck_assert(copy || !size);
	if (size)
		memcpy(copy, bytes, size);
	n = cpio_parse(&member, copy, size);
	ck_assert_uint_le(n, size);
	if (!n)
		return 0;
	ck_assert(member.content >= copy);
	ck_assert_uint_le(member.content - copy + member.size, size);
	return n;
}

START_TEST(test_parse)
{
	ck_assert_uint_eq(parse_copy(one, sizeof(one) - 1), sizeof(one) - 1);
	ck_assert_uint_eq(member.inode, 1);
	ck_assert_uint_eq(member.mode, 0100644);
	ck_assert_uint_eq(member.name_size, 3);
	ck_assert_mem_eq(member.name, "a/b", 4);
	ck_assert_uint_eq(member.size, 5);
	ck_assert_mem_eq(member.content, "12345", 5);
}
END_TEST

START_TEST(test_parse_first_of_two)
{
	uint8_t two[2 * sizeof(one)];

	memcpy(two, one, sizeof(one) - 1);
	memcpy(two + sizeof(one) - 1, one, sizeof(one) - 1);
	ck_assert_uint_eq(parse_copy(two, 2 * (sizeof(one) - 1)), sizeof(one) - 1);
	ck_assert_uint_eq(member.size, 5);
}
END_TEST

/* A member whose content is cut short has the content that is there. */
START_TEST(test_cut_short)
{
	size_t size, head = 116;

	for (size = 0; size < sizeof(one) - 1; size++) {
		ck_assert_uint_eq(parse_copy(one, size), size < head ? 0 : size);
		if (size >= head)
			ck_assert_uint_eq(member.size, size - head < 5 ? size - head : 5);
	}
}
END_TEST

/* Headers with one number overwritten. */
static const struct {
	const char *name;
	size_t at;
	const char *bytes;
} bad[] = {
	{ "another magic", 0, "070707" },
	{ "an old magic", 0, "\xc7\x71" },
	{ "a sign", 54, "-0000005" },
	{ "a space", 54, "       5" },
	{ "0x", 54, "0x000005" },
	{ "no digit", 94, "0000000g" },
	{ "an inode that is none", 6, "zzzzzzzz" },
	{ "a mode that is none", 14, "zzzzzzzz" },
	{ "a name of no byte", 94, "00000000" },
	{ "a name without its 0", 94, "00000003" },
	{ "a name longer than all", 94, "ffffffff" },
};

START_TEST(test_bad)
{
	char bytes[sizeof(one)];

	memcpy(bytes, one, sizeof(one));
	memcpy(bytes + bad[_i].at, bad[_i].bytes, strlen(bad[_i].bytes));
	ck_assert_msg(!parse_copy(bytes, sizeof(one) - 1), "%s", bad[_i].name);
}
END_TEST

START_TEST(test_largest_content)
{
	char bytes[sizeof(one)];

	memcpy(bytes, one, sizeof(one));
	memcpy(bytes + 54, "FFFFFFFF", 8);
	ck_assert_uint_eq(parse_copy(bytes, sizeof(one) - 1), sizeof(one) - 1);
	ck_assert_uint_eq(member.size, 8);
	memcpy(bytes, "070702", 6);
	ck_assert_uint_eq(parse_copy(bytes, sizeof(one) - 1), sizeof(one) - 1);
}
END_TEST

START_TEST(test_head)
{
	struct cpio_member file = { 1, 0100644, 0, "a/bcd", 3, NULL, 5 };
	uint8_t head[CPIO_HEAD_MAX];

	memset(head, 0xee, sizeof(head));
	ck_assert_uint_eq(cpio_head(head, &file), 116);
	ck_assert_mem_eq(head, one, 116);
	ck_assert_uint_eq(head[116], 0xee);
}
END_TEST

START_TEST(test_longest_name)
{
	static char name[CPIO_NAME_MAX];
	struct cpio_member file = { 1, 0100644, 0x501, name, sizeof(name) - 1, NULL, 0 };
	uint8_t *head = malloc(CPIO_HEAD_MAX);
	size_t size;

	ck_assert_ptr_nonnull(head);
	memset(name, 'n', sizeof(name) - 1);
	size = cpio_head(head, &file);
	ck_assert_uint_le(size, CPIO_HEAD_MAX);
	ck_assert_uint_eq(parse_copy(head, size), size);
	ck_assert_uint_eq(member.name_size, sizeof(name) - 1);
	ck_assert_uint_eq(member.device, 0x501);
	free(head);
}
END_TEST

START_TEST(test_padding)
{
	ck_assert_uint_eq(cpio_padding(0), 0);
	ck_assert_uint_eq(cpio_padding(1), 3);
	ck_assert_uint_eq(cpio_padding(3), 1);
	ck_assert_uint_eq(cpio_padding(4), 0);
	ck_assert_uint_eq(cpio_padding(0xfffffffd), 3);
}
END_TEST

static void add_cpio_tests(TCase *tests)
{
	tcase_add_test(tests, test_parse);
	tcase_add_test(tests, test_parse_first_of_two);
	tcase_add_test(tests, test_cut_short);
	tcase_add_loop_test(tests, test_bad, 0, COUNT(bad));
	tcase_add_test(tests, test_largest_content);
	tcase_add_test(tests, test_head);
	tcase_add_test(tests, test_longest_name);
	tcase_add_test(tests, test_padding);
}

int main(void)
{
	return run_tests("cpio", add_cpio_tests);
}
