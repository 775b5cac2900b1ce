// SPDX-License-Identifier: GPL-2.0-only
/* The log of Linux before 3.5: a ring of characters. */
#include "core.h"

/* Physical addresses. */
#define LOG_BUF      CORE_FREE
#define LOG_BUF_LEN  (CORE_FREE + 0x10)
#define LOG_END      (CORE_FREE + 0x20)
#define LOGGED_CHARS (CORE_FREE + 0x30)
/* The buffer does not begin at the start of a page. */
#define BUFFER 0x8028u

#define SIZE (1u << 15)

/* The number of characters written. */
static uint32_t written;

static void start_log_buf(unsigned int word, uint32_t end)
{
	core_start(word);
	core_symbol("log_buf", LOG_BUF);
	core_symbol("log_end", LOG_END);
	core_symbol("log_buf_len", LOG_BUF_LEN);
	core_symbol("logged_chars", LOGGED_CHARS);
	core_word(LOG_BUF, CORE_VIRTUAL + BUFFER);
	core_put(LOG_BUF_LEN, 4, SIZE);
	core_put(LOG_END, 4, end);
	written = 0;
}

static void write_characters(const char *text, size_t size, uint32_t *end)
{
	size_t i;

	for (i = 0; i < size; i++)
		core.memory[BUFFER + ((*end)++ & (SIZE - 1))] = text[i];
	written += size;
	core_put(LOG_END, 4, *end);
	core_put(LOGGED_CHARS, 4, written < SIZE ? written : SIZE);
}

static const unsigned int words[] = { 8, 4 };

START_TEST(test_empty)
{
	start_log_buf(words[_i], 0);
	core_prints("");
}
END_TEST

/* Also where log_end, which counts all characters, overflows. */
START_TEST(test_lines)
{
	static const uint32_t ends[] = { 0, SIZE - 5, UINT32_MAX - 4, 12345 };
	static const char text[] = "<6>[    0.000000] Linux version\n<4>no stamp\n\n<6>\a\0\xe4\n";
	uint32_t end = ends[_i / 2];

	start_log_buf(words[_i % 2], end);
	write_characters(text, sizeof(text) - 1, &end);
	core_prints("<6>[    0.000000] Linux version\n<4>no stamp\n\n<6>\\x07\\x00\\xe4\n");
}
END_TEST

/* The last line may not have ended yet. */
START_TEST(test_no_newline)
{
	uint32_t end = 0;

	start_log_buf(words[_i], 0);
	write_characters("<6>to be contin", 15, &end);
	core_prints("<6>to be contin\n");
}
END_TEST

START_TEST(test_wrap)
{
	static char expected[SIZE + 1], line[80];
	uint32_t end = 0, i;

	start_log_buf(words[_i], 0);
	for (i = 0; i < 3000; i++) {
		snprintf(line, sizeof(line), "<6>line %u\n", i);
		write_characters(line, strlen(line), &end);
	}
	for (i = 0; i < SIZE; i++)
		expected[i] = core.memory[BUFFER + ((end + i) & (SIZE - 1))];
	ck_assert_ptr_nonnull(strstr(expected, "<6>line 2999\n"));
	core_prints(expected);
}
END_TEST

/* --- damage --------------------------------------------------------------------- */

static const struct {
	uint64_t at, value;
	unsigned int size;
	const char *failure;
} damages[] = {
	{ LOG_BUF, 0x1000, 8,
	  "dump: log_buf at offset 0 cannot be read: nothing is mapped at virtual address 0x1000" },
	{ LOG_BUF_LEN, 0, 4, "dump: log_buf_len is 0 (a power of two was expected)" },
	{ LOG_BUF_LEN, 1000, 4, "dump: log_buf_len is 1000 (a power of two was expected)" },
	{ LOG_BUF_LEN, 1u << 31, 4,
	  "dump: the log's log_buf_len has 2147483648 bytes, more than the whole dump" },
};

START_TEST(test_damage)
{
	uint32_t end = 0;

	start_log_buf(8, 0);
	write_characters("<6>text\n", 8, &end);
	core_put(damages[_i].at, damages[_i].size, damages[_i].value);
	core_fails("", damages[_i].failure);
}
END_TEST

START_TEST(test_too_many)
{
	uint32_t end = 0;

	start_log_buf(8, 0);
	write_characters("<6>text\n", 8, &end);
	core_put(LOGGED_CHARS, 4, SIZE + 1);
	core_print();
	ck_assert_int_eq(core.result, -1);
	ck_assert_str_eq(
		core.error.text,
		"dump: logged_chars is 32769, but log_buf_len is 32768, so the output may begin too early");
	ck_assert_uint_eq(strlen(core.text), 4 * (SIZE - 8) + 8);
	ck_assert_str_eq(core.text + 4 * (SIZE - 8), "<6>text\n");
}
END_TEST

/* A line that is cut by a missing page ends with a newline nonetheless. */
START_TEST(test_half)
{
	uint32_t end = 0;

	start_log_buf(8, end);
	core_word(LOG_BUF, CORE_VIRTUAL + CORE_MEMORY - SIZE / 2);
	core_put(LOG_END, 4, SIZE + 5);
	core_put(LOGGED_CHARS, 4, SIZE / 2 + 5 + 7);
	core_bytes(CORE_MEMORY - 7, "<6>text", 7);
	core_bytes(CORE_MEMORY - SIZE / 2, "<6>x\n", 5);
	core_fails(
		"<6>text\n<6>x\n",
		"dump: log_buf at offset 16384 cannot be read: does not contain physical address 0x20000; and 3 more are damaged or half-written");
	core_put(LOG_END, 4, SIZE / 2 + 10);
	core_put(LOGGED_CHARS, 4, 17);
	core_fails(
		"<6>text\n",
		"dump: log_buf at offset 16384 cannot be read: does not contain physical address 0x20000");
}
END_TEST

static const char *const needed[] = { "SYMBOL(log_buf)", "SYMBOL(log_buf_len)", "SYMBOL(log_end)" };

START_TEST(test_needed)
{
	char failure[200];

	start_log_buf(8, 0);
	core_forget(needed[_i]);
	snprintf(failure, sizeof(failure),
		 "dump: its VMCOREINFO has no %s, or its value is not a number", needed[_i]);
	core_fails("", failure);
}
END_TEST

static void add_log_buf_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_empty, 0, COUNT(words));
	tcase_add_loop_test(tests, test_lines, 0, 8);
	tcase_add_loop_test(tests, test_no_newline, 0, COUNT(words));
	tcase_add_loop_test(tests, test_wrap, 0, COUNT(words));
	tcase_add_loop_test(tests, test_damage, 0, COUNT(damages));
	tcase_add_test(tests, test_too_many);
	tcase_add_test(tests, test_half);
	tcase_add_loop_test(tests, test_needed, 0, COUNT(needed));
}

int main(void)
{
	return run_tests("log_buf", add_log_buf_tests);
}
