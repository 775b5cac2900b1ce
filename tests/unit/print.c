// SPDX-License-Identifier: GPL-2.0-only
/* Every byte as JSON and as text, and the rounding of sizes. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "util_lib/print.h"

#include "unit.h"

static FILE *terminal;
static char *output;
static size_t output_size;

static void start_output(void)
{
	terminal = stdout;
	stdout = open_memstream(&output, &output_size);
	ck_assert_ptr_nonnull(stdout);
}

static void assert_output(const char *expected)
{
	fclose(stdout);
	stdout = terminal;
	ck_assert_str_eq(output, expected);
	free(output);
}

static bool is_printable(int byte)
{
	return byte >= ' ' && byte <= '~';
}

/* A byte by RFC 8259, section 7, in the one way that print.h documents. */
static const char *expect_json(int byte)
{
	static char expected[8];

	if (byte == '\n')
		strcpy(expected, "\\n");
	else if (byte == '"')
		strcpy(expected, "\\\"");
	else if (byte == '\\')
		strcpy(expected, "\\\\");
	else
		sprintf(expected, is_printable(byte) ? "%c" : "\\u%04x", byte);
	return expected;
}

START_TEST(test_json_byte)
{
	unsigned char byte = _i;

	start_output();
	print_json_bytes(&byte, 1);
	assert_output(expect_json(_i));
}
END_TEST

START_TEST(test_json_string)
{
	start_output();
	print_json_string("a \"b\"\\\x1b[2J\t\xc3\xa4/\n");
	assert_output("\"a \\\"b\\\"\\\\\\u001b[2J\\u0009\\u00c3\\u00a4/\\n\"");
	start_output();
	print_json_string("");
	assert_output("\"\"");
}
END_TEST

START_TEST(test_text_byte)
{
	unsigned char byte = _i;
	char expected[2] = { is_printable(_i) || _i == '\n' || _i == '\t' ? _i : '?', 0 };

	start_output();
	print_text_bytes(&byte, 1);
	assert_output(expected);
}
END_TEST

/* A line ends only where the caller ends it. */
START_TEST(test_text_line)
{
	char text[2] = { _i, 0 }, expected[16];

	start_output();
	print_text("label  ", text);
	snprintf(expected, sizeof(expected), "label  %c\n", is_printable(_i) ? _i : '?');
	assert_output(expected);
}
END_TEST

static const struct {
	uint64_t size;
	const char *expected;
} sizes[] = {
	{ 0, "0 bytes" },
	{ 10239, "10239 bytes" },
	{ 10240, "10 KiB" },
	{ 10240 + 511, "10 KiB" },
	{ 10240 + 512, "11 KiB" },
	{ (10u << 20) - 1, "10240 KiB" },
	{ 10u << 20, "10 MiB" },
	{ (10u << 20) + (1u << 19), "11 MiB" },
	{ 1ull << 40, "1048576 MiB" },
};

START_TEST(test_size)
{
	start_output();
	print_size(sizes[_i].size);
	assert_output(sizes[_i].expected);
}
END_TEST

static void add_print_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_json_byte, 0, 256);
	tcase_add_test(tests, test_json_string);
	tcase_add_loop_test(tests, test_text_byte, 0, 256);
	tcase_add_loop_test(tests, test_text_line, 1, 256);
	tcase_add_loop_test(tests, test_size, 0, COUNT(sizes));
}

int main(void)
{
	return run_tests("print", add_print_tests);
}
