// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of Linux 3.5 to 5.9, written as the kernel writes it: each record has a header of 16
 * bytes, a text, a dictionary, and up to 3 bytes of padding.
 */
#include "core.h"

/* Physical addresses. */
#define LOG_BUF     CORE_FREE
#define LOG_BUF_LEN (CORE_FREE + 0x10)
#define FIRST_IDX   (CORE_FREE + 0x20)
#define NEXT_IDX    (CORE_FREE + 0x30)
#define BUFFER      0x4000u

#define HEADER      16u
#define SIZE        1024u
#define RECORDS_MAX 64

static struct {
	uint32_t first, next;
	/* The oldest is first. */
	int count;
	struct {
		uint32_t at, size;
		char line[300];
	} record[RECORDS_MAX];
} ring;

static void put_printk_log(void)
{
	core_put(FIRST_IDX, 4, ring.first);
	core_put(NEXT_IDX, 4, ring.next);
}

static void start_as(unsigned int word, const char *name)
{
	core_start(word);
	core_symbol("log_buf", LOG_BUF);
	core_symbol("log_buf_len", LOG_BUF_LEN);
	core_symbol("log_first_idx", FIRST_IDX);
	core_symbol("log_next_idx", NEXT_IDX);
	core_info("SIZE(%s)=16\nOFFSET(%s.ts_nsec)=0\nOFFSET(%s.len)=8\n"
		  "OFFSET(%s.text_len)=10\nOFFSET(%s.dict_len)=12\n",
		  name, name, name, name, name);
	memset(&ring, 0, sizeof(ring));
	core_word(LOG_BUF, CORE_VIRTUAL + BUFFER);
	core_put(LOG_BUF_LEN, 4, SIZE);
	put_printk_log();
}

static void start_printk_log(unsigned int word)
{
	start_as(word, "printk_log");
}

static void drop_oldest(void)
{
	ring.count--;
	memmove(ring.record, ring.record + 1, ring.count * sizeof(*ring.record));
	ring.first = ring.count ? ring.record[0].at : ring.next;
}

static bool has_space(uint32_t size)
{
	uint32_t behind = SIZE - ring.next, before = ring.first;

	if (!ring.count || ring.next > ring.first)
		return (behind > before ? behind : before) >= size + HEADER;
	return ring.first - ring.next >= size + HEADER;
}

static void put_record(uint32_t at, uint64_t ns, const char *text, uint32_t text_size,
		       uint32_t size, const char *dictionary)
{
	core_put(BUFFER + at, 8, ns);
	core_put(BUFFER + at + 8, 2, size);
	core_put(BUFFER + at + 10, 2, text_size);
	core_put(BUFFER + at + 12, 2, strlen(dictionary));
	/* Facility, and level with flags. */
	core_put(BUFFER + at + 14, 2, 0x0102);
	core_bytes(BUFFER + at + HEADER, text, text_size);
	core_bytes(BUFFER + at + HEADER + text_size, dictionary, strlen(dictionary));
}

static void write_log_record(uint64_t ns, const char *text, uint32_t text_size,
			     const char *dictionary)
{
	uint32_t size = (HEADER + text_size + strlen(dictionary) + 3) / 4 * 4;

	while (!has_space(size))
		drop_oldest();
	if (ring.next + size + HEADER > SIZE) {
		memset(core.memory + BUFFER + ring.next, 0, HEADER);
		ring.next = 0;
	}
	if (!ring.count)
		ring.first = ring.next;
	ck_assert_int_lt(ring.count, RECORDS_MAX);
	put_record(ring.next, ns, text, text_size, size, dictionary);
	ring.record[ring.count].at = ring.next;
	snprintf(ring.record[ring.count++].line, 300, "[%5u.%06u] %.*s\n",
		 (unsigned int)(ns / 1000000000), (unsigned int)(ns % 1000000000 / 1000),
		 (int)text_size, text);
	ring.next += size;
	put_printk_log();
}

static void write_log_line(const char *text)
{
	write_log_record(0, text, strlen(text), "SUBSYSTEM=pci");
}

static const char *expect_log_lines(void)
{
	static char lines[RECORDS_MAX * 300];
	int i;

	lines[0] = 0;
	for (i = 0; i < ring.count; i++)
		strcat(lines, ring.record[i].line);
	return lines;
}

static const unsigned int words[] = { 8, 4 };

/* --- what a kernel writes --------------------------------------------------------- */

START_TEST(test_empty)
{
	start_printk_log(words[_i]);
	core_prints("");
	ring.first = ring.next = 500;
	put_printk_log();
	core_prints("");
}
END_TEST

/* Each part of a continued line is a record of its own; a record may have no text. */
START_TEST(test_lines)
{
	start_as(words[_i / 2], _i % 2 ? "printk_log" : "log");
	write_log_record(0, "Linux version", 13, "");
	write_log_record(5123456789, "two\nlines", 9, "SUBSYSTEM=pci\0DEVICE=+pci:1");
	write_log_record(6000000000, "to be ", 6, "");
	write_log_record(6000001000, "continued", 9, "");
	write_log_record(7000000000, "", 0, "SUBSYSTEM=pci");
	write_log_record(8000000000, "\x01\0x", 3, "");
	core_prints("[    0.000000] Linux version\n"
		    "[    5.123456] two\n[    5.123456] lines\n"
		    "[    6.000000] to be \n[    6.000001] continued\n"
		    "[    7.000000] \n"
		    "[    8.000000] \\x01\\x00x\n");
}
END_TEST

START_TEST(test_wrap)
{
	unsigned int i, size, seed = 3, wraps = 0;
	char text[200];

	start_printk_log(words[_i]);
	for (i = 0; i < 600; i++) {
		seed = seed * 1664525 + 1013904223;
		size = (seed >> 16) % 150;
		memset(text, 'a' + i % 26, size);
		write_log_record(i * 1000000ull, text, size, seed >> 31 ? "DEVICE=x" : "");
		core_prints(expect_log_lines());
		wraps += ring.first > ring.next;
	}
	ck_assert_uint_gt(wraps, 20);
	ck_assert_uint_lt(wraps, 590);
}
END_TEST

/* The first index may be that of the length of 0, when the oldest record is at the start. */
START_TEST(test_first_at_end)
{
	uint32_t old;

	start_printk_log(8);
	do {
		old = ring.next;
		write_log_line("a line of some length");
	} while (ring.next > old);
	ring.first = old;
	put_printk_log();
	core_prints("[    0.000000] a line of some length\n");
}
END_TEST

/* --- damage -------------------------------------------------------------------------- */

#define LINE(n) "[    0.000000] line " #n "\n"
/* The offset of line n before the ring wraps; each line takes 36 bytes. */
#define PLACE(n) (36u * (n))

static void write_log_lines(unsigned int word)
{
	char line[8];
	int i;

	start_printk_log(word);
	for (i = 0; i < 4; i++) {
		sprintf(line, "line %d", i);
		write_log_line(line);
	}
}

/* Numbers of 2 bytes, at an offset of line 1's header. */
static const struct {
	unsigned int offset;
	uint64_t value;
	const char *text;
	const char *words;
} damages[] = {
	{ 8, 0, LINE(0), "its length is impossible, so the records after it cannot be found" },
	{ 8, 15, LINE(0), "its length is impossible, so the records after it cannot be found" },
	{ 8, 109, LINE(0), "its length is impossible, so the records after it cannot be found" },
	{ 8, 65535, LINE(0), "its length is impossible, so the records after it cannot be found" },
	{ 8, 107, LINE(0) LINE(1), NULL },
	{ 8, 16, LINE(0), NULL },
	{ 10, 21, LINE(0) LINE(2) LINE(3), "its text has 21 bytes (20 at most were expected)" },
	{ 10, 65535, LINE(0) LINE(2) LINE(3),
	  "its text has 65535 bytes (20 at most were expected)" },
};

START_TEST(test_damage)
{
	char failure[200];

	write_log_lines(8);
	core_put(BUFFER + PLACE(1) + damages[_i].offset, 2, damages[_i].value);
	snprintf(failure, sizeof(failure),
		 "dump: the record at offset 36 of log_buf is damaged: %s", damages[_i].words);
	if (damages[_i].words) {
		core_fails(damages[_i].text, failure);
		return;
	}
	core_print();
	ck_assert_int_eq(core.result, -1);
	ck_assert(!strncmp(core.text, damages[_i].text, strlen(damages[_i].text)));
}
END_TEST

/* The records written since the ring wrapped are printed even if older ones are damaged. */
START_TEST(test_damage_wrapped)
{
	char older[2000], newer[2000];
	int i, wrapped;

	start_printk_log(8);
	for (i = 0; i < 40; i++)
		write_log_record(i * 1000000ull, "a line of some length", 21, "");
	for (wrapped = 0; ring.record[wrapped].at; wrapped++)
		;
	ck_assert_int_gt(wrapped, 2);
	strcpy(newer, strstr(expect_log_lines(), ring.record[wrapped].line));
	strcpy(older, ring.record[0].line);
	core_put(BUFFER + ring.record[1].at + 8, 2, 3);
	core_print();
	ck_assert_int_eq(core.result, -1);
	strcat(older, newer);
	ck_assert_str_eq(core.text, older);
	ck_assert_ptr_nonnull(strstr(core.error.text, "its length is impossible"));
}
END_TEST

/* The first index is behind the next one although the ring never wrapped. */
START_TEST(test_endless)
{
	start_printk_log(8);
	write_log_line("line 0");
	core_put(FIRST_IDX, 4, 500);
	core_put(NEXT_IDX, 4, 100);
	core_fails(
		"[    0.000000] line 0\n",
		"dump: the record at offset 36 of log_buf is damaged: its length is impossible, so the records after it cannot be found");
}
END_TEST

static const struct {
	uint64_t at, value;
	unsigned int size;
	const char *failure;
} ring_damages[] = {
	{ LOG_BUF, 0x1000, 8,
	  "dump: log_buf from offset 0 on cannot be read: nothing is mapped at virtual address 0x1000" },
	{ LOG_BUF, 0xffffffffc0000000, 8,
	  "dump: log_buf from offset 0 on cannot be read: nothing is mapped at virtual address 0xffffffffc0000000" },
	{ LOG_BUF_LEN, 0x7fffffff, 4,
	  "dump: the log's log_buf_len has 2147483647 bytes, more than the whole dump" },
	{ LOG_BUF_LEN, 100, 4,
	  "dump: log_first_idx is 0 and log_next_idx 144, but log_buf_len is 100" },
	{ FIRST_IDX, 1025, 4,
	  "dump: log_first_idx is 1025 and log_next_idx 144, but log_buf_len is 1024" },
	{ NEXT_IDX, 0xffffffff, 4,
	  "dump: log_first_idx is 0 and log_next_idx 4294967295, but log_buf_len is 1024" },
	{ FIRST_IDX, 140, 4,
	  "dump: the record at offset 140 of log_buf is damaged: its header does not fit, so the records after it cannot be found" },
};

START_TEST(test_ring_damage)
{
	write_log_lines(8);
	core_put(ring_damages[_i].at, ring_damages[_i].size, ring_damages[_i].value);
	core_fails("", ring_damages[_i].failure);
}
END_TEST

START_TEST(test_first_too_late)
{
	write_log_lines(8);
	core_put(FIRST_IDX, 4, 1020);
	core_fails(
		LINE(0) LINE(1) LINE(2) LINE(3),
		"dump: the record at offset 1020 of log_buf is damaged: its header does not fit, so the records after it cannot be found");
}
END_TEST

START_TEST(test_next_too_early)
{
	write_log_lines(8);
	core_put(NEXT_IDX, 4, PLACE(2) + 4);
	core_fails(
		LINE(0) LINE(1),
		"dump: the record at offset 72 of log_buf is damaged: its header does not fit, so the records after it cannot be found");
	core_put(NEXT_IDX, 4, PLACE(2) + 20);
	core_fails(
		LINE(0) LINE(1),
		"dump: the record at offset 72 of log_buf is damaged: its length is impossible, so the records after it cannot be found");
}
END_TEST

/* A text that lies outside of the dumped memory. */
START_TEST(test_text_outside)
{
	start_printk_log(8);
	core_word(LOG_BUF, CORE_VIRTUAL + CORE_MEMORY - 20);
	core_put(CORE_MEMORY - 20 + 8, 2, 40);
	core_put(CORE_MEMORY - 20 + 10, 2, 24);
	core_put(NEXT_IDX, 4, 40);
	core_fails(
		"",
		"dump: the record at offset 0 of log_buf cannot be read: does not contain physical address 0x20000");
}
END_TEST

static const char *const needed[] = {
	"SIZE(printk_log)",       "OFFSET(printk_log.ts_nsec)",
	"OFFSET(printk_log.len)", "OFFSET(printk_log.text_len)",
	"SYMBOL(log_buf)",        "SYMBOL(log_buf_len)",
	"SYMBOL(log_next_idx)",
};

START_TEST(test_needed)
{
	char failure[200];

	write_log_lines(8);
	core_forget(needed[_i]);
	snprintf(failure, sizeof(failure),
		 "dump: its VMCOREINFO has no %s, or its value is not a number", needed[_i]);
	core_fails("", failure);
}
END_TEST

START_TEST(test_layout)
{
	static const char *const odd[] = { "ts_nsec)=9", "len)=15", "text_len)=15", "len)=65535" };
	char line[80];

	write_log_lines(8);
	snprintf(line, sizeof(line), "OFFSET(printk_log.%.*s", (int)strcspn(odd[_i], "=") + 1,
		 odd[_i]);
	core_forget(line);
	core_info("OFFSET(printk_log.%s\n", odd[_i]);
	core_fails("",
		   "dump: its VMCOREINFO places fields of a record outside its header of 16 bytes");
}
END_TEST

static void add_printk_log_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_empty, 0, COUNT(words));
	tcase_add_loop_test(tests, test_lines, 0, 2 * COUNT(words));
	tcase_add_loop_test(tests, test_wrap, 0, COUNT(words));
	tcase_add_test(tests, test_first_at_end);
	tcase_add_loop_test(tests, test_damage, 0, COUNT(damages));
	tcase_add_test(tests, test_damage_wrapped);
	tcase_add_test(tests, test_endless);
	tcase_add_loop_test(tests, test_ring_damage, 0, COUNT(ring_damages));
	tcase_add_test(tests, test_first_too_late);
	tcase_add_test(tests, test_next_too_early);
	tcase_add_test(tests, test_text_outside);
	tcase_add_loop_test(tests, test_needed, 0, COUNT(needed));
	tcase_add_loop_test(tests, test_layout, 0, 4);
}

int main(void)
{
	return run_tests("printk_log", add_printk_log_tests);
}
