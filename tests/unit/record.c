// SPDX-License-Identifier: GPL-2.0-only
/* The record partition: format, ring, limits and damage.  record_cut.c covers power cuts. */
#include <sys/mman.h>
#include <unistd.h>

#include "disk.h"
#include "util_lib/little_endian.h"

static struct record_store store;
static const uint8_t uuid[16] = "0123456789abcdef";

static void format_disk(uint64_t size, uint32_t sector_size)
{
	disk_start(size, sector_size);
	ck_assert_int_eq(record_format(&store, &disk.device, uuid), 0);
}

static const uint32_t sector_sizes[] = { 512, 4096 };

/* --- formatting ------------------------------------------------------------ */

/* A sparse file holds the partitions that are larger than memory. */
static int sparse_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	return pread(*(int *)context, data, size, offset) == (ssize_t)size ? 0 : -EIO;
}

static int sparse_write(void *context, uint64_t offset, const void *data, uint32_t size)
{
	return pwrite(*(int *)context, data, size, offset) == (ssize_t)size ? 0 : -EIO;
}

static int sparse_flush(void *context)
{
	(void)context;
	return 0;
}

static const struct {
	uint64_t size;
	uint32_t entries;
	int result;
} formats[] = {
	{ 0, 0, -RECORD_ERR_TOO_SMALL },
	{ 65535, 0, -RECORD_ERR_TOO_SMALL },
	{ 65536, 4, 0 },
	{ 65536 + 4095, 4, 0 },
	{ 65536 + 4096, 4, 0 },
	{ 1048576, 4, 0 },
	{ 1310719, 4, 0 },
	{ 1310720, 5, 0 },
	{ 3333333, 12, 0 },
	{ 1024 * 262144ull - 1, 1023, 0 },
	{ 1024 * 262144ull, 1024, 0 },
	{ (1ull << 40) - 512, 1024, 0 },
	{ 1ull << 40, 1024, 0 },
	{ (1ull << 40) + 4095, 1024, 0 },
	{ (1ull << 40) + 4096, 0, -RECORD_ERR_TOO_LARGE },
};

static void check_formatted(uint64_t size, uint32_t entries)
{
	ck_assert_uint_eq(store.size, size / 4096 * 4096);
	ck_assert_uint_eq(store.entries, entries);
	ck_assert_uint_eq(store.data, 8192 + 4096 * entries);
	ck_assert_uint_eq(store.data + store.data_size + 4096, store.size);
	ck_assert(!memcmp(store.uuid, uuid, 16));
	ck_assert_ptr_null(record_before(&store, UINT64_MAX));
	ck_assert_ptr_null(record_after(&store, 0));
	ck_assert_uint_eq(record_last(&store), 0);
	ck_assert_str_eq(check_faults(&store), "");
}

START_TEST(test_format)
{
	int fd = memfd_create("disk", MFD_CLOEXEC), i = _i % COUNT(formats);
	struct record_device device = { formats[i].size, sector_sizes[_i / COUNT(formats)],
					sparse_read,     sparse_write,
					sparse_flush,    &fd };
	const struct record *record;
	char text[5];

	ck_assert(fd >= 0 && !ftruncate(fd, formats[i].size));
	ck_assert_int_eq(record_format(&store, &device, uuid), formats[i].result);
	if (!formats[i].result) {
		check_formatted(formats[i].size, formats[i].entries);
		ck_assert_int_eq(record_append(&store, "a=b\n", 4, "text\n", 5), 0);
		ck_assert_int_eq(record_open(&store, &device), 0);
		ck_assert_str_eq(check_faults(&store), "");
		record = record_find(&store, 1);
		ck_assert_ptr_nonnull(record);
		ck_assert_int_eq(record_read(&store, record, 4, text, 5), 0);
		ck_assert(!memcmp(text, "text\n", 5));
	}
	close(fd);
}
END_TEST

START_TEST(test_sector_sizes)
{
	disk_start(65536, 1024);
	ck_assert_int_eq(record_format(&store, &disk.device, uuid), -RECORD_ERR_SECTOR_SIZE);
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_SECTOR_SIZE);
}
END_TEST

/* The bytes as doc/record-format.md defines them, without the library's constants. */
START_TEST(test_layout)
{
	uint8_t *b = disk.bytes, *entry = b + 8192 + 4096, digest[32];
	struct sha256 sha;

	format_disk(1310720 + 100, 512);
	ck_assert_int_eq(record_append(&store, "k=v\n", 4, "hello", 5), 0);
	ck_assert_int_eq(record_set_state(&store, 1, 0), 0);
	ck_assert(!memcmp(b,
			  "SAVEOOPS\1\0\0\0\0\2\0\0"
			  "0123456789abcdef",
			  32));
	ck_assert_uint_eq(get64(b + 32), 1310720);
	ck_assert_uint_eq(get64(b + 40), 8192);
	ck_assert_uint_eq(get64(b + 48), 5);
	ck_assert_uint_eq(get64(b + 56), 28672);
	ck_assert_uint_eq(get64(b + 64), 1310720 - 4096 - 28672);
	ck_assert(!memcmp(b, b + 1310720 - 4096, 4096));
	ck_assert(!memcmp(b + 4096,
			  "OOPSSTAT\1\0\0\0\0\0\0\0"
			  "0123456789abcdef",
			  32));
	ck_assert_uint_eq(get64(b + 4096 + 32), 1);
	ck_assert_uint_eq(get64(b + 4096 + 40), 0);
	ck_assert(!memcmp(entry,
			  "OOPSRECD\1\0\0\0\0\0\0\0"
			  "0123456789abcdef",
			  32));
	ck_assert_uint_eq(get64(entry + 32), 1);
	ck_assert_uint_eq(get64(entry + 40), 28672);
	ck_assert_uint_eq(get64(entry + 48), 4);
	ck_assert_uint_eq(get64(entry + 56), 5);
	ck_assert(!memcmp(b + 28672, "k=v\nhello\0\0\0", 12));
	sha256_start(&sha);
	sha256_add(&sha, "k=v\nhello", 9);
	sha256_end(&sha, digest);
	ck_assert(!memcmp(entry + 64, digest, 32));
	sha256_start(&sha);
	sha256_add(&sha, entry, 480);
	sha256_end(&sha, digest);
	ck_assert(!memcmp(entry + 480, digest, 32));
}
END_TEST

/* The first blocks lose the magic of other formats; the bytes after the last block stay. */
START_TEST(test_format_clears_the_head)
{
	uint32_t i;

	format_disk(65536 + 512, 512);
	for (i = 512; i < 4096; i++)
		ck_assert_uint_eq(disk.bytes[i] | disk.bytes[4096 + i], 0);
	for (i = 65536; i < 65536 + 512; i++)
		ck_assert_uint_eq(disk.bytes[i], 0xa5);
}
END_TEST

START_TEST(test_not_formatted)
{
	disk_start(65536, 512);
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_NOT_FORMATTED);
	memset(disk.bytes, 0, 65536);
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_NOT_FORMATTED);
}
END_TEST

/* --- the ring -------------------------------------------------------------- */

#define ROUNDS 400

static struct expected alive[ROUNDS];
static int alive_count;

static void ring_append(uint64_t sequence, uint32_t text_size)
{
	struct expected new =
		expect_record(alive_count ? &alive[alive_count - 1] : NULL, sequence, text_size);
	int i, kept = 0;

	ck_assert_int_eq(append_expected(&store, &new), 0);
	for (i = 0; i < alive_count; i++) {
		if (!is_overwritten(&alive[i], &new))
			alive[kept++] = alive[i];
	}
	alive[kept++] = new;
	alive_count = kept;
}

/* Walk the records in both directions: exactly the expected ones exist. */
static void ring_compare(void)
{
	const struct record *record;
	uint64_t sequence = 0;
	int i;

	for (i = 0; i < alive_count; i++) {
		ck_assert(is_whole(&store, &alive[i]));
		record = record_after(&store, sequence);
		ck_assert_uint_eq(record->sequence, alive[i].sequence);
		sequence = record->sequence;
	}
	ck_assert_ptr_null(record_after(&store, sequence));
	for (sequence = UINT64_MAX; i--; sequence = record->sequence) {
		record = record_before(&store, sequence);
		ck_assert_uint_eq(record->sequence, alive[i].sequence);
	}
	ck_assert_ptr_null(record_before(&store, sequence));
	ck_assert_str_eq(check_faults(&store), "");
}

static const struct {
	uint64_t size;
	uint32_t sector_size, largest;
	bool some_empty;
} rings[] = {
	{ 65536, 512, 30000, true },      { 65536, 512, 36000, false },
	{ 65536, 512, 3000, false },      { 65536, 4096, 12000, false },
	{ 1310720, 512, 1000000, false }, { 1310720, 4096, 300000, false },
	{ 2097152, 512, 20000, false },   { 65536, 512, 0, false },
};

START_TEST(test_ring)
{
	uint32_t seed = 1 + _i, size;
	int i;

	format_disk(rings[_i].size, rings[_i].sector_size);
	alive_count = 0;
	for (i = 1; i <= ROUNDS / (rings[_i].largest > 100000 ? 10 : 1); i++) {
		size = rings[_i].largest ? next_random(&seed) % rings[_i].largest : 0;
		/* Each fifth has no facts either. */
		ring_append(i, rings[_i].some_empty && i % 5 == 0 ? 0 : size);
		if (i % 3 == 0)
			ck_assert_int_eq(record_open(&store, &disk.device), 0);
		ring_compare();
		ck_assert_uint_eq(record_last(&store), i);
	}
}
END_TEST

START_TEST(test_one_mebibyte)
{
	format_disk(2 << 20, 512);
	alive_count = 0;
	ring_append(1, 1 << 20);
	ring_append(2, 0);
	ring_append(3, 1 << 20);
	ring_compare();
	ck_assert_int_eq(alive_count, 2);
}
END_TEST

START_TEST(test_empty_record)
{
	const struct record *record;

	format_disk(65536, 512);
	ck_assert_int_eq(record_append(&store, NULL, 0, NULL, 0), 0);
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	record = record_find(&store, 1);
	ck_assert_ptr_nonnull(record);
	ck_assert_uint_eq(record->facts_size + record->text_size, 0);
	ck_assert_int_eq(record_verify(&store, record), 0);
	ck_assert_str_eq(check_faults(&store), "");
}
END_TEST

/* --- more than fits -------------------------------------------------------- */

static char kept[65536];

static const struct record *append_large(const char *facts, uint32_t text_size)
{
	const struct record *record;

	ck_assert_int_eq(record_append(&store, facts, strlen(facts), disk_text, text_size), 0);
	record = record_before(&store, UINT64_MAX);
	ck_assert_int_eq(record_read(&store, record, 0, kept,
				     record->facts_size + record->text_size),
			 0);
	kept[record->facts_size + record->text_size] = 0;
	ck_assert_str_eq(check_faults(&store), "");
	return record;
}

/* The end of the text is kept from the start of a line; a fact tells how much was dropped. */
START_TEST(test_oldest_lines_go)
{
	uint32_t size = _i ? 1 << 20 : 36864 - 3;
	const struct record *record;
	unsigned long dropped;

	format_disk(65536, 512);
	make_text(7, size);
	record = append_large("a=b\n", size);
	ck_assert_int_eq(sscanf(kept, "a=b\ntext_bytes_dropped=%lu\n", &dropped), 1);
	ck_assert_uint_eq(record->text_size + dropped, size);
	ck_assert_uint_ge(record->facts_size + record->text_size, 36864 - 64 - 61);
	ck_assert(disk_text[dropped - 1] == '\n');
	ck_assert(!memcmp(kept + record->facts_size, disk_text + dropped, size - dropped));
}
END_TEST

START_TEST(test_what_fits_stays_whole)
{
	const struct record *record;

	format_disk(65536, 512);
	make_text(7, 36864 - 4);
	record = append_large("a=b\n", 36864 - 4);
	ck_assert_uint_eq(record->facts_size, 4);
	ck_assert_uint_eq(record->text_size, 36864 - 4);
}
END_TEST

START_TEST(test_long_line_is_cut)
{
	const struct record *record;

	format_disk(65536, 512);
	memset(disk_text, 'x', 1 << 20);
	disk_text[(1 << 20) - 1] = '\n';
	record = append_large("", 1 << 20);
	ck_assert_uint_eq(record->text_size, 36864 - 64);
}
END_TEST

START_TEST(test_facts)
{
	static char facts[5000];

	format_disk(65536, 512);
	memset(facts, 'f', sizeof(facts));
	ck_assert_int_eq(record_append(&store, facts, 10, "", 0), -RECORD_ERR_FACTS);
	facts[4031] = '\n';
	ck_assert_int_eq(record_append(&store, facts, 4032, "", 0), 0);
	facts[4032] = '\n';
	ck_assert_int_eq(record_append(&store, facts, 4033, "", 0), -RECORD_ERR_FACTS);
	ck_assert_uint_eq(record_last(&store), 1);
}
END_TEST

/* --- state and clearing ---------------------------------------------------- */

static void append_three(void)
{
	int i;

	alive_count = 0;
	for (i = 1; i <= 3; i++)
		ring_append(i, 5000);
}

START_TEST(test_state)
{
	format_disk(65536, 512);
	append_three();
	ck_assert_int_eq(record_set_state(&store, 2, 3), 0);
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_uint_eq(store.clean, 2);
	ck_assert_uint_eq(store.imported, 3);
	ck_assert_uint_eq(record_last(&store), 3);
	ring_compare();
	ck_assert_int_eq(record_set_state(&store, 2, 9), 0);
	ck_assert_uint_eq(record_last(&store), 9);
	ck_assert_int_eq(record_set_state(&store, 8, 0), 0);
	ck_assert_uint_eq(record_last(&store), 8);
}
END_TEST

/* Later records continue the numbers; otherwise they would count as imported. */
START_TEST(test_clear)
{
	format_disk(65536, 512);
	append_three();
	ck_assert_int_eq(record_clear(&store), 0);
	ck_assert_ptr_null(record_after(&store, 0));
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_ptr_null(record_after(&store, 0));
	ck_assert_uint_eq(record_last(&store), 3);
	ck_assert_uint_eq(store.clean, 3);
	ck_assert_uint_eq(store.imported, 3);
	ck_assert_str_eq(check_faults(&store), "");
	alive_count = 0;
	ring_append(4, 100);
	ring_compare();
}
END_TEST

START_TEST(test_numbers_end)
{
	format_disk(65536, 512);
	ck_assert_int_eq(record_set_state(&store, INT64_MAX - 1, 0), 0);
	ck_assert_int_eq(record_append(&store, "", 0, "x", 1), 0);
	ck_assert_int_eq(record_append(&store, "", 0, "x", 1), -RECORD_ERR_EXHAUSTED);
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_uint_eq(record_last(&store), INT64_MAX);
	ck_assert_str_eq(check_faults(&store), "");
}
END_TEST

/* --- damage ---------------------------------------------------------------- */

/* The metadata sectors of a partition of 64 KiB with three records, and the fault of each. */
static const struct {
	uint32_t offset;
	const char *faults;
} sectors[] = {
	{ 0, "superblock 0 0" },
	{ 65536 - 4096, "superblock 1 0" },
	{ 4096, "state 0 0" },
	{ 8192, "entry 0 0" },
	{ 8192 + 4096, "entry 1 0" },
	{ 8192 + 2 * 4096, "entry 2 0" },
	{ 8192 + 3 * 4096, "entry 3 0" },
};

/* Every byte of the sector counts; the rest of its block does not. */
START_TEST(test_damaged_sector)
{
	uint32_t i, offset = sectors[_i].offset;

	format_disk(65536, 512);
	append_three();
	for (i = 0; i < 512; i++) {
		disk.bytes[offset + i] ^= 1 << i % 8;
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		ck_assert_str_eq(check_faults(&store), sectors[_i].faults);
		disk.bytes[offset + i] ^= 1 << i % 8;
	}
	memset(disk.bytes + offset + 512, 0xff, 4096 - 512);
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_str_eq(check_faults(&store), "");
}
END_TEST

static void update_checksum(uint8_t *sector)
{
	struct sha256 sha;

	sha256_start(&sha);
	sha256_add(&sha, sector, 480);
	sha256_end(&sha, sector + 480);
}

/* Impossible numbers with a correct checksum. */
static const struct {
	uint32_t offset, field, size;
	uint64_t value;
	const char *faults;
} lies[] = {
	{ 0, 0, 8, 0x5350454f45564153, "superblock 0 0" },
	{ 0, 12, 4, 1024, "superblock 0 0" },
	{ 0, 32, 8, 0, "superblock 0 0" },
	{ 0, 32, 8, 65536 - 4096, "superblock 0 0" },
	{ 0, 32, 8, UINT64_MAX - 4095, "superblock 0 0" },
	{ 0, 40, 8, 4096, "superblock 0 0" },
	{ 0, 48, 8, 0, "superblock 0 0" },
	{ 0, 48, 8, 5, "superblock 0 0" },
	{ 0, 56, 8, 0, "superblock 0 0" },
	{ 0, 64, 8, UINT64_MAX, "superblock 0 0" },
	{ 0, 72, 4, 1, "superblock 0 0" },
	{ 61440, 16, 4, 1, "copies 1 0" },
	{ 61440, 8, 4, 2, "copies 1 0" },
	{ 4096, 8, 4, 2, "state 0 0" },
	{ 4096, 16, 4, 1, "state 0 0" },
	{ 4096, 32, 8, UINT64_MAX, "state 0 0" },
	{ 4096, 40, 8, 1ull << 63, "state 0 0" },
	{ 4096, 48, 4, 1, "state 0 0" },
	{ 12288, 8, 4, 0, "entry 1 0" },
	{ 12288, 16, 4, 0, "entry 1 0" },
	{ 12288, 32, 8, 0, "entry 1 0" },
	{ 12288, 32, 8, (1ull << 63) + 1, "entry 1 0" },
	{ 12288, 32, 8, 2, "sequence 1 2" },
	{ 20480, 32, 8, 7, "sequence 1 1, sequence 2 2" },
	{ 12288, 40, 8, 0, "entry 1 0" },
	{ 12288, 40, 8, 24576 + 512, "entry 1 0" },
	{ 12288, 40, 8, 61440, "entry 1 0" },
	{ 12288, 40, 8, 0xfffffffffffff000, "entry 1 0" },
	{ 12288, 40, 8, 24576 + 4096, "overlap 1 2, data 1 0" },
	{ 12288, 48, 8, 4097, "entry 1 0" },
	{ 12288, 48, 8, UINT64_MAX, "entry 1 0" },
	{ 12288, 56, 8, 36864, "entry 1 0" },
	{ 12288, 56, 8, UINT64_MAX, "entry 1 0" },
	{ 12288, 64, 4, 0, "data 1 0" },
	{ 12288, 96, 4, 1, "entry 1 0" },
};

START_TEST(test_impossible_number)
{
	uint8_t *sector = disk.bytes + lies[_i].offset;

	format_disk(65536, 512);
	append_three();
	if (lies[_i].size == 4)
		put32(sector + lies[_i].field, lies[_i].value);
	else
		put64(sector + lies[_i].field, lies[_i].value);
	if (lies[_i].field)
		update_checksum(sector);
	else
		sector[0] ^= 1;
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_str_eq(check_faults(&store), lies[_i].faults);
}
END_TEST

START_TEST(test_damaged_data)
{
	uint32_t start = 24576 + 8192 * _i, size;

	format_disk(65536, 512);
	append_three();
	size = alive[_i].size;
	disk.bytes[start + size] ^= 1;
	ck_assert_str_eq(check_faults(&store), "");
	disk.bytes[start + size - 1] ^= 1;
	sprintf(kept, "data %d 0", _i + 1);
	ck_assert_str_eq(check_faults(&store), kept);
	disk.bytes[start + size - 1] ^= 1;
	disk.bytes[start] ^= 0x80;
	ck_assert_str_eq(check_faults(&store), kept);
	ck_assert_int_eq(record_verify(&store, record_find(&store, _i + 1)), -RECORD_ERR_DAMAGED);
}
END_TEST

START_TEST(test_other_version)
{
	format_disk(65536, 512);
	put32(disk.bytes + 8, 2);
	update_checksum(disk.bytes);
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_VERSION);
}
END_TEST

START_TEST(test_other_size)
{
	format_disk(65536 + 8192, 512);
	disk.device.size -= 4096;
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_TRUNCATED);
	disk.device.size += 8192;
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_str_eq(check_faults(&store), "size 77824 73728");
	disk.bytes[0] ^= 1;
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_NOT_FORMATTED);
}
END_TEST

START_TEST(test_other_sectors)
{
	format_disk(65536, 512);
	append_three();
	disk.device.sector_size = 4096;
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_str_eq(check_faults(&store), "sector 4096 512");
	format_disk(65536, 4096);
	append_three();
	disk.device.sector_size = 512;
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ring_append(4, 20000);
	ring_compare();
}
END_TEST

/* Beside any damage but a superblock's, a record is appended and intact records stay intact. */
START_TEST(test_append_beside_damage)
{
	struct expected new;

	format_disk(65536, 512);
	append_three();
	disk.bytes[sectors[_i].offset + 33] ^= 1;
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	new = expect_record(&alive[2], 4, 3000);
	if (_i == 6) {
		alive_count = 2;
		new = expect_record(&alive[1], 3, 3000);
	}
	ck_assert_int_eq(append_expected(&store, &new), 0);
	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert(is_whole(&store, &new));
	ck_assert(is_whole(&store, &alive[0]) == (_i != 4));
	ck_assert(is_whole(&store, &alive[1]) == (_i != 5));
}
END_TEST

START_TEST(test_every_error_has_words)
{
	int error;

	for (error = RECORD_ERR_NOT_FORMATTED; error <= RECORD_ERR_SECTOR_SIZE; error++)
		ck_assert_ptr_nonnull(record_strerror(-error));
	ck_assert_str_eq(record_strerror(-EIO), strerror(EIO));
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_format, 0, 2 * COUNT(formats));
	tcase_add_test(tests, test_sector_sizes);
	tcase_add_test(tests, test_layout);
	tcase_add_test(tests, test_format_clears_the_head);
	tcase_add_test(tests, test_not_formatted);
	tcase_add_loop_test(tests, test_ring, 0, COUNT(rings));
	tcase_add_test(tests, test_one_mebibyte);
	tcase_add_test(tests, test_empty_record);
	tcase_add_loop_test(tests, test_oldest_lines_go, 0, 2);
	tcase_add_test(tests, test_what_fits_stays_whole);
	tcase_add_test(tests, test_long_line_is_cut);
	tcase_add_test(tests, test_facts);
	tcase_add_test(tests, test_state);
	tcase_add_test(tests, test_clear);
	tcase_add_test(tests, test_numbers_end);
	tcase_add_loop_test(tests, test_damaged_sector, 0, COUNT(sectors));
	tcase_add_loop_test(tests, test_impossible_number, 0, COUNT(lies));
	tcase_add_loop_test(tests, test_damaged_data, 0, 3);
	tcase_add_test(tests, test_other_version);
	tcase_add_test(tests, test_other_size);
	tcase_add_test(tests, test_other_sectors);
	tcase_add_loop_test(tests, test_append_beside_damage, 2, COUNT(sectors));
	tcase_add_test(tests, test_every_error_has_words);
}

int main(void)
{
	return run_tests("record", add_tests);
}
