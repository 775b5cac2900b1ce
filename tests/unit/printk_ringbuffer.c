// SPDX-License-Identifier: GPL-2.0-only
/*
 * The log of Linux 5.10 and later, written as the kernel writes it, with the layout of Linux 6.1:
 * once of a 64-bit little-endian kernel, once of a 32-bit big-endian one.
 */
#include "core.h"

/* Physical addresses. */
#define PRB   CORE_FREE
#define RING  (CORE_FREE + 0x10)
#define DESCS 0x4000u
#define INFOS 0x5000u
#define DATA  0x8000u

#define COUNT_BITS  4
#define DESCRIPTORS (1u << COUNT_BITS)
#define INFO_SIZE   88u

enum {
	RESERVED,
	COMMITTED,
	FINALIZED,
	REUSABLE
};

static struct {
	unsigned int word, size_bits;
	uint64_t mask, head_id, tail_id, head, tail, seq;
	struct {
		uint64_t id, begin, next;
		int state;
		char line[300];
	} desc[DESCRIPTORS];
} ring;

static uint64_t desc_at(uint64_t id)
{
	return DESCS + (id % DESCRIPTORS) * 3 * ring.word;
}

static uint64_t info_at(uint64_t id)
{
	return INFOS + (id % DESCRIPTORS) * INFO_SIZE;
}

/* Writes a descriptor to memory, after its state or position changed. */
static void put_desc(uint64_t id)
{
	uint64_t at = desc_at(id);
	unsigned int i = id % DESCRIPTORS;

	core_word(at, (uint64_t)ring.desc[i].state << (8 * ring.word - 2) |
			      (ring.desc[i].id & ring.mask >> 2));
	core_word(at + ring.word, ring.desc[i].begin);
	core_word(at + 2 * ring.word, ring.desc[i].next);
}

static void put_prb(void)
{
	unsigned int w = ring.word;

	core_word(PRB, CORE_VIRTUAL + RING);
	core_put(RING, 4, COUNT_BITS);
	core_word(RING + w, CORE_VIRTUAL + DESCS);
	core_word(RING + 2 * w, CORE_VIRTUAL + INFOS);
	core_word(RING + 3 * w, ring.head_id & ring.mask >> 2);
	core_word(RING + 4 * w, ring.tail_id & ring.mask >> 2);
	core_put(RING + 6 * w, 4, ring.size_bits);
	core_word(RING + 7 * w, CORE_VIRTUAL + DATA);
	core_word(RING + 8 * w, ring.head & ring.mask);
	core_word(RING + 9 * w, ring.tail & ring.mask);
}

static void say_layout(unsigned int w)
{
	core_symbol("prb", PRB);
	core_info("OFFSET(printk_ringbuffer.desc_ring)=0\n"
		  "OFFSET(printk_ringbuffer.text_data_ring)=%u\n"
		  "OFFSET(prb_desc_ring.count_bits)=0\nOFFSET(prb_desc_ring.descs)=%u\n"
		  "OFFSET(prb_desc_ring.infos)=%u\nOFFSET(prb_desc_ring.head_id)=%u\n"
		  "OFFSET(prb_desc_ring.tail_id)=%u\nSIZE(prb_desc)=%u\n"
		  "OFFSET(prb_desc.state_var)=0\nOFFSET(prb_desc.text_blk_lpos)=%u\n"
		  "OFFSET(prb_data_blk_lpos.begin)=0\nOFFSET(prb_data_blk_lpos.next)=%u\n"
		  "SIZE(printk_info)=88\nOFFSET(printk_info.seq)=0\n"
		  "OFFSET(printk_info.ts_nsec)=8\nOFFSET(printk_info.text_len)=16\n"
		  "OFFSET(prb_data_ring.size_bits)=0\nOFFSET(prb_data_ring.data)=%u\n"
		  "OFFSET(prb_data_ring.head_lpos)=%u\nOFFSET(prb_data_ring.tail_lpos)=%u\n"
		  "OFFSET(atomic_long_t.counter)=0\n",
		  6 * w, w, 2 * w, 3 * w, 4 * w, 3 * w, w, w, w, 2 * w, 3 * w);
}

/* Starts as a kernel does before its first message: ids and positions overflow soon. */
static void start_prb(unsigned int word, unsigned int size_bits)
{
	core_start(word);
	say_layout(word);
	memset(&ring, 0, sizeof(ring));
	ring.word = word;
	ring.size_bits = size_bits;
	ring.mask = word == 8 ? UINT64_MAX : UINT32_MAX;
	ring.head_id = ring.tail_id = -(uint64_t)(DESCRIPTORS + 1);
	ring.head = ring.tail = -(1ull << size_bits);
	ring.desc[DESCRIPTORS - 1].id = ring.head_id;
	ring.desc[DESCRIPTORS - 1].state = REUSABLE;
	ring.desc[DESCRIPTORS - 1].begin = ring.desc[DESCRIPTORS - 1].next = 1;
	put_desc(ring.head_id);
	put_prb();
}

/* --- writing ---------------------------------------------------------------- */

/* Recycles the descriptors whose texts a new one, which ends at @next, overwrites. */
static void push_tail(uint64_t next)
{
	uint64_t id;
	unsigned int i;

	for (id = ring.tail_id; next - ring.tail > 1u << ring.size_bits; id++) {
		i = id % DESCRIPTORS;
		if (ring.desc[i].begin == 1 || ring.desc[i].begin == 3 ||
		    ring.desc[i].state == REUSABLE)
			continue;
		ring.desc[i].state = REUSABLE;
		put_desc(id);
		ring.tail = ring.desc[i].next;
	}
}

static uint64_t reserve_id(void)
{
	uint64_t tail = ring.tail_id;

	if (ring.head_id + 1 - tail == DESCRIPTORS) {
		if (ring.desc[tail % DESCRIPTORS].state != REUSABLE) {
			ring.desc[tail % DESCRIPTORS].state = REUSABLE;
			put_desc(tail);
			if (!(ring.desc[tail % DESCRIPTORS].begin & 1))
				ring.tail = ring.desc[tail % DESCRIPTORS].next;
		}
		ring.tail_id++;
	}
	return ++ring.head_id;
}

/* Reserves the block of a text of @size bytes for descriptor @i. */
static void reserve_block(unsigned int i, size_t size)
{
	uint64_t block = (ring.word + size + ring.word - 1) / ring.word * ring.word;
	uint64_t next = ring.head + block;

	if (!size) {
		ring.desc[i].begin = ring.desc[i].next = 3;
		return;
	}
	if (ring.head >> ring.size_bits != next >> ring.size_bits)
		next = (next >> ring.size_bits << ring.size_bits) + block;
	push_tail(next);
	ring.desc[i].begin = ring.head;
	ring.desc[i].next = next;
	ring.head = next;
}

static uint64_t text_at(unsigned int i)
{
	uint64_t begin = ring.desc[i].begin, next = ring.desc[i].next;

	if (begin >> ring.size_bits != next >> ring.size_bits)
		begin = 0;
	return DATA + (begin & ((1u << ring.size_bits) - 1)) + ring.word;
}

/* Return: the id of the new record. */
static uint64_t write_prb_record(uint64_t ns, const char *text, size_t size)
{
	uint64_t id = reserve_id();
	unsigned int i = id % DESCRIPTORS;

	ring.desc[i].id = id;
	ring.desc[i].state = FINALIZED;
	reserve_block(i, size);
	put_desc(id);
	core_put(info_at(id), 8, ring.seq++);
	core_put(info_at(id) + 8, 8, ns);
	core_put(info_at(id) + 16, 2, size);
	if (size) {
		core_word(text_at(i) - ring.word, id & ring.mask >> 2);
		core_bytes(text_at(i), text, size);
	}
	snprintf(ring.desc[i].line, sizeof(ring.desc[i].line), "[%5u.%06u] %.*s\n",
		 (unsigned int)(ns / 1000000000), (unsigned int)(ns % 1000000000 / 1000), (int)size,
		 text);
	put_prb();
	return id;
}

static uint64_t write_prb_line(uint64_t ns, const char *text)
{
	return write_prb_record(ns, text, strlen(text));
}

/* Return: the lines of all records that are not recycled. */
static const char *expect_prb_lines(void)
{
	static char lines[DESCRIPTORS * 300 + 1];
	uint64_t id;

	lines[0] = 0;
	for (id = ring.tail_id; id != ring.head_id + 1; id++) {
		if (ring.desc[id % DESCRIPTORS].state != REUSABLE)
			strcat(lines, ring.desc[id % DESCRIPTORS].line);
	}
	return lines;
}

static const unsigned int words[] = { 8, 4 };

/* --- what a kernel writes ----------------------------------------------------- */

START_TEST(test_empty)
{
	start_prb(words[_i], 9);
	core_prints("");
}
END_TEST

START_TEST(test_lines)
{
	start_prb(words[_i], 9);
	write_prb_line(0, "Linux version");
	write_prb_line(1234567890123, "two\nlines");
	write_prb_line(99999000999999, "");
	write_prb_line(1000000, "ends\n");
	write_prb_line(2000000, "\tone\\ \x7f\r\x1b[2J \xc3\xa4");
	core_prints("[    0.000000] Linux version\n"
		    "[ 1234.567890] two\n[ 1234.567890] lines\n"
		    "[99999.000999] \n"
		    "[    0.001000] ends\n[    0.001000] \n"
		    "[    0.002000] \tone\\ \\x7f\\x0d\\x1b[2J \\xc3\\xa4\n");
}
END_TEST

/* Both rings wrap, ids and positions overflow, and the log is right after each record. */
START_TEST(test_wrap)
{
	unsigned int i, size, seed = 7;
	char text[200];

	start_prb(words[_i], 9);
	for (i = 0; i < 600; i++) {
		seed = seed * 1664525 + 1013904223;
		/* Small texts run out of descriptors first, large ones of space. */
		size = i / 100 % 2 ? (seed >> 16) % 9 : (seed >> 16) % 120;
		memset(text, 'a' + i % 26, size);
		write_prb_record(i * 1000000ull, text, size);
		core_prints(expect_prb_lines());
	}
	ck_assert_uint_gt(ring.head >> 9, 10);
	ck_assert_uint_gt(ring.head_id, 500);
}
END_TEST

/* From Linux 6.18 on a block may end where the ring ends, also where positions overflow. */
START_TEST(test_exact_end)
{
	uint64_t id, begin, next = _i / 2 ? 0 : 1024;

	start_prb(words[_i % 2], 9);
	id = write_prb_line(0, "first");
	begin = (next - 3 * ring.word) & ring.mask;
	ring.desc[id % DESCRIPTORS].begin = begin;
	ring.desc[id % DESCRIPTORS].next = next;
	put_desc(id);
	core_word(DATA + begin % 512, id & ring.mask >> 2);
	core_bytes(DATA + begin % 512 + ring.word, "first", 5);
	core_prints("[    0.000000] first\n");
}
END_TEST

START_TEST(test_committed)
{
	uint64_t id;

	start_prb(8, 9);
	id = write_prb_line(0, "to be continued");
	ring.desc[id % DESCRIPTORS].state = COMMITTED;
	put_desc(id);
	core_prints("[    0.000000] to be continued\n");
}
END_TEST

/* The text of a reusable descriptor is whole until the tail has passed it. */
START_TEST(test_reusable)
{
	uint64_t id;

	start_prb(8, 9);
	id = write_prb_line(0, "old");
	write_prb_line(0, "new");
	ring.desc[id % DESCRIPTORS].state = REUSABLE;
	put_desc(id);
	core_prints("[    0.000000] old\n[    0.000000] new\n");
	ring.tail = ring.desc[id % DESCRIPTORS].next;
	put_prb();
	core_prints("[    0.000000] new\n");
}
END_TEST

/* --- what a crash cuts short ------------------------------------------------------ */

#define LINE(n) "[    0.000000] line " #n "\n"

/* The ids of lines 0 to 3. */
static uint64_t ids[4];

static void write_prb_lines(unsigned int word)
{
	char line[8];
	int i;

	start_prb(word, 9);
	for (i = 0; i < 4; i++) {
		sprintf(line, "line %d", i);
		ids[i] = write_prb_line(0, line);
	}
}

START_TEST(test_reserved)
{
	write_prb_lines(words[_i]);
	ring.desc[ids[1] % DESCRIPTORS].state = RESERVED;
	put_desc(ids[1]);
	core_says(LINE(0) LINE(2) LINE(3), "dump: record 1 was being written, and is left out", 1);
}
END_TEST

/* Only head_id was moved: its descriptor is unused, or is still that of the round before. */
START_TEST(test_untaken)
{
	int i;

	write_prb_lines(words[_i]);
	reserve_id();
	put_prb();
	core_says(LINE(0) LINE(1) LINE(2) LINE(3),
		  "dump: the record of descriptor 4 was about to be written", 1);

	write_prb_lines(words[_i]);
	for (i = 0; i < 12; i++)
		write_prb_line(0, "line");
	reserve_id();
	put_prb();
	core_print();
	ck_assert_str_eq(core.error.text,
			 "dump: the record of descriptor 0 was about to be written");
}
END_TEST

START_TEST(test_no_space)
{
	write_prb_lines(words[_i]);
	ring.desc[ids[2] % DESCRIPTORS].begin = ring.desc[ids[2] % DESCRIPTORS].next = 1;
	put_desc(ids[2]);
	core_fails(LINE(0) LINE(1) LINE(3),
		   "dump: record 2 has no text: the ring had no space for it");
}
END_TEST

/* --- damage ------------------------------------------------------------------------ */

/* Fields of line 1: in its descriptor, its struct printk_info or its block. */
enum {
	STATE_VAR,
	BEGIN,
	NEXT,
	SEQ,
	TEXT_LEN,
	BLOCK_ID
};

static const struct {
	int field;
	uint64_t value;
	const char *words;
	bool printed;
} damages[] = {
	{ STATE_VAR, 0, "the record of descriptor 1 was about to be written", false },
	{ STATE_VAR, 0x8000000012345671,
	  "descriptor 1 of the log is damaged: its id is 0x12345671 (0x3ffffffffffffff1 was expected)",
	  false },
	{ STATE_VAR, 0xbffffffffffffff2,
	  "descriptor 1 of the log is damaged: its id is 0x3ffffffffffffff2 (0x3ffffffffffffff1 was expected)",
	  false },
	{ BEGIN, 0xfffffffffffffe14,
	  "record 1 is damaged: its text cannot lie from 0xfffffffffffffe14 to 0xfffffffffffffe20",
	  false },
	{ BEGIN, 0xfffffffffffffe11,
	  "record 1 is damaged: its text cannot lie from 0xfffffffffffffe11 to 0xfffffffffffffe20",
	  false },
	{ BEGIN, 0xfffffffffffffe20,
	  "record 1 is damaged: its text cannot lie from 0xfffffffffffffe20 to 0xfffffffffffffe20",
	  false },
	{ BEGIN, 0xfffffffffffffe08,
	  "record 1 is damaged: the text in its place belongs to another record", false },
	{ BEGIN, 0xfffffffffffffe18,
	  "record 1 is damaged: its text has 6 bytes (0 at most were expected)", false },
	{ BEGIN, 0x10, "record 1 is damaged: its text cannot lie from 0x10 to 0xfffffffffffffe20",
	  false },
	{ NEXT, 0xfffffffffffffe18,
	  "record 1 is damaged: its text has 6 bytes (0 at most were expected)", false },
	{ NEXT, 0xfffffffffffffe21,
	  "record 1 is damaged: its text cannot lie from 0xfffffffffffffe10 to 0xfffffffffffffe21",
	  false },
	{ NEXT, 0xfffffffffffffe08,
	  "record 1 is damaged: its text cannot lie from 0xfffffffffffffe10 to 0xfffffffffffffe08",
	  false },
	{ NEXT, 0x3, "record 1 is damaged: its text cannot lie from 0xfffffffffffffe10 to 0x3",
	  false },
	{ NEXT, 0x10, "record 1 is damaged: the text in its place belongs to another record",
	  false },
	{ NEXT, 0x200, "record 1 is damaged: the text in its place belongs to another record",
	  false },
	{ NEXT, 0x208, "record 1 is damaged: its text cannot lie from 0xfffffffffffffe10 to 0x208",
	  false },
	{ SEQ, 0x12, "the record of descriptor 1 is damaged: its sequence number is 18", true },
	{ SEQ, UINT64_MAX,
	  "the record of descriptor 1 is damaged: its sequence number is 18446744073709551615",
	  true },
	{ TEXT_LEN, 9, "record 1 is damaged: its text has 9 bytes (8 at most were expected)",
	  false },
	{ TEXT_LEN, 65535,
	  "record 1 is damaged: its text has 65535 bytes (8 at most were expected)", false },
	{ BLOCK_ID, 7, "record 1 is damaged: the text in its place belongs to another record",
	  false },
};

static void damage_line(int field, uint64_t value)
{
	uint64_t desc = desc_at(ids[1]), info = info_at(ids[1]);

	switch (field) {
	case STATE_VAR:
	case BEGIN:
	case NEXT:
		core_word(desc + 8 * field, value);
		break;
	case SEQ:
		core_put(info, 8, value);
		break;
	case TEXT_LEN:
		core_put(info + 16, 2, value);
		break;
	case BLOCK_ID:
		core_word(text_at(ids[1] % DESCRIPTORS) - 8, value);
		break;
	}
}

START_TEST(test_damage)
{
	char failure[300];

	write_prb_lines(8);
	damage_line(damages[_i].field, damages[_i].value);
	snprintf(failure, sizeof(failure), "dump: %s", damages[_i].words);
	core_says(damages[_i].printed ? LINE(0) LINE(1) LINE(2) LINE(3) : LINE(0) LINE(2) LINE(3),
		  failure, strstr(failure, "about to be written") ? 1 : -1);
}
END_TEST

START_TEST(test_several)
{
	write_prb_lines(8);
	core_put(info_at(ids[0]) + 16, 2, 100);
	core_put(info_at(ids[2]) + 16, 2, 100);
	core_put(info_at(ids[3]) + 16, 2, 100);
	core_fails(
		LINE(1),
		"dump: record 0 is damaged: its text has 100 bytes (8 at most were expected); and 2 more are damaged or half-written");
}
END_TEST

/* Damage to a word of the struct printk_ringbuffer. */
static const struct {
	unsigned int word;
	uint64_t value;
	const char *text;
	const char *failure;
} ring_damages[] = {
	{ 0, 0, "", "dump: the log's count_bits is 0 (1 to 30 was expected)" },
	{ 0, 31, "", "dump: the log's count_bits is 31 (1 to 30 was expected)" },
	{ 0, 30, "",
	  "dump: the log's ring of descriptors has 25769803776 bytes, more than the whole dump" },
	{ 1, 0x1000, "",
	  "dump: descriptor 15 of the log cannot be read: nothing is mapped at virtual address 0x1168; and 4 more are damaged or half-written" },
	{ 2, 0x1000, "",
	  "dump: descriptor 15 of the log cannot be read: nothing is mapped at virtual address 0x1528; and 4 more are damaged or half-written" },
	/* First head_id is wrong, then tail_id, and the other one is right. */
	{ 3, 0x1234, LINE(0) LINE(1) LINE(2) LINE(3), NULL },
	{ 4, 0x1234, LINE(0) LINE(1) LINE(2) LINE(3), NULL },
	{ 6, 0, "", "dump: the log's size_bits is 0 (1 to 31 was expected)" },
	{ 6, 32, "", "dump: the log's size_bits is 32 (1 to 31 was expected)" },
	{ 6, 31, "",
	  "dump: the log's ring of texts has 2147483648 bytes, more than the whole dump" },
	{ 7, 0x1000, "",
	  "dump: the text of record 0 cannot be read: nothing is mapped at virtual address 0x1000; and 3 more are damaged or half-written" },
};

START_TEST(test_ring_damage)
{
	write_prb_lines(8);
	core_word(RING + 8 * ring_damages[_i].word, ring_damages[_i].value);
	core_print();
	ck_assert_int_eq(core.result, -1);
	ck_assert_str_eq(core.text, ring_damages[_i].text);
	if (ring_damages[_i].failure)
		ck_assert_str_eq(core.error.text, ring_damages[_i].failure);
	else
		ck_assert(!strncmp(core.error.text, "dump: the log is damaged: its tail_id is 0x",
				   43));
}
END_TEST

START_TEST(test_no_ring)
{
	write_prb_lines(8);
	core_word(PRB, 0x12345000);
	core_fails("", "dump: nothing is mapped at virtual address 0x12345000");
}
END_TEST

static const char *const needed[] = {
	"OFFSET(printk_ringbuffer.desc_ring)",
	"OFFSET(printk_ringbuffer.text_data_ring)",
	"OFFSET(prb_desc_ring.count_bits)",
	"OFFSET(prb_desc_ring.descs)",
	"OFFSET(prb_desc_ring.infos)",
	"OFFSET(prb_desc_ring.head_id)",
	"OFFSET(prb_desc_ring.tail_id)",
	"SIZE(prb_desc)",
	"OFFSET(prb_desc.state_var)",
	"OFFSET(prb_desc.text_blk_lpos)",
	"OFFSET(prb_data_blk_lpos.begin)",
	"OFFSET(prb_data_blk_lpos.next)",
	"SIZE(printk_info)",
	"OFFSET(printk_info.seq)",
	"OFFSET(printk_info.ts_nsec)",
	"OFFSET(printk_info.text_len)",
	"OFFSET(prb_data_ring.size_bits)",
	"OFFSET(prb_data_ring.data)",
	"OFFSET(prb_data_ring.head_lpos)",
	"OFFSET(prb_data_ring.tail_lpos)",
	"OFFSET(atomic_long_t.counter)",
};

START_TEST(test_needed)
{
	char failure[200];

	write_prb_lines(8);
	core_forget(needed[_i]);
	snprintf(failure, sizeof(failure),
		 "dump: its VMCOREINFO has no %s, or its value is not a number", needed[_i]);
	core_fails("", failure);
}
END_TEST

START_TEST(test_huge_structure)
{
	write_prb_lines(8);
	core_forget("SIZE(prb_desc)");
	core_info("SIZE(prb_desc)=65536\n");
	core_fails("",
		   "dump: its VMCOREINFO has SIZE(prb_desc)=65536 (less than 65536 was expected)");
}
END_TEST

static void add_prb_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_empty, 0, COUNT(words));
	tcase_add_loop_test(tests, test_lines, 0, COUNT(words));
	tcase_add_loop_test(tests, test_wrap, 0, COUNT(words));
	tcase_add_loop_test(tests, test_exact_end, 0, 2 * COUNT(words));
	tcase_add_test(tests, test_committed);
	tcase_add_test(tests, test_reusable);
	tcase_add_loop_test(tests, test_reserved, 0, COUNT(words));
	tcase_add_loop_test(tests, test_untaken, 0, COUNT(words));
	tcase_add_loop_test(tests, test_no_space, 0, COUNT(words));
	tcase_add_loop_test(tests, test_damage, 0, COUNT(damages));
	tcase_add_test(tests, test_several);
	tcase_add_loop_test(tests, test_ring_damage, 0, COUNT(ring_damages));
	tcase_add_test(tests, test_no_ring);
	tcase_add_test(tests, test_huge_structure);
	tcase_add_loop_test(tests, test_needed, 0, COUNT(needed));
}

int main(void)
{
	return run_tests("printk_ringbuffer", add_prb_tests);
}
