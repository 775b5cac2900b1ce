// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record partition after a power cut or a disk error.  Between two flushes a disk may
 * have written any subset of the sectors.  An epoch is the time between two flushes.  For each
 * epoch the test applies all earlier epochs, and subsets of its own sectors: every subset if
 * they are few; otherwise each sector alone, all but that one, each prefix, each suffix, and
 * random subsets.  If the sectors are very many, the test samples them.
 */
#include "disk.h"

#define FEW     8
#define MANY    40
#define RANDOM  40
#define OLD_MAX 300

static struct record_store store;
static const uint8_t uuid[16] = "0123456789abcdef", other_uuid[16] = "fedcba9876543210";
static uint8_t before[DISK_MAX];

/* --- records before the power cut, and the new one -------------------------- */

static struct expected old[OLD_MAX], new;
static int old_count;

static void add_old(uint64_t sequence, uint32_t text_size)
{
	old[old_count] = expect_record(old_count ? &old[old_count - 1] : NULL, sequence, text_size);
	ck_assert_int_eq(append_expected(&store, &old[old_count]), 0);
	old_count++;
}

static bool still_there(int i)
{
	const struct record *record = record_find(&store, old[i].sequence);

	return record && record->offset == old[i].offset;
}

/* A partition with some records, the oldest of which are overwritten already. */
static void prepare_disk(uint64_t size, uint32_t sector_size, int records, uint32_t largest)
{
	uint32_t seed = records + largest;
	int i, kept = 0;

	disk_start(size, sector_size);
	ck_assert_int_eq(record_format(&store, &disk.device, uuid), 0);
	old_count = 0;
	for (i = 1; i <= records; i++)
		add_old(i, next_random(&seed) % largest);
	for (i = 0; i < old_count; i++) {
		if (still_there(i))
			old[kept++] = old[i];
	}
	old_count = kept;
	memcpy(before, disk.bytes, size);
}

/* --- all states that a power cut may leave ----------------------------------- */

static void (*judge)(void);
static int first, count;

static bool chosen[LOG_MAX];

static void apply_write(const struct disk_write *write)
{
	memcpy(disk.bytes + write->offset, write->sector, disk.device.sector_size);
}

/* Apply all epochs before this one, and the chosen sectors of this one. */
static void cut_chosen(void)
{
	int i;

	memcpy(disk.bytes, before, disk.device.size);
	for (i = 0; i < first + count; i++) {
		if (i < first || chosen[i - first])
			apply_write(&disk.log[i]);
	}
	judge();
}

static void cut_few(void)
{
	uint32_t set;
	int i;

	for (set = 0; set < 1u << count; set++) {
		for (i = 0; i < count; i++)
			chosen[i] = set >> i & 1;
		cut_chosen();
	}
}

static void cut_at(int at)
{
	int i;

	for (i = 0; i < count; i++)
		chosen[i] = i < at;
	cut_chosen();
	for (i = 0; i < count; i++)
		chosen[i] = i >= at;
	cut_chosen();
	for (i = 0; i < count; i++)
		chosen[i] = i == at;
	cut_chosen();
	for (i = 0; i < count; i++)
		chosen[i] = i != at;
	cut_chosen();
}

static void cut_many(void)
{
	uint32_t seed = count;
	int i, k;

	for (i = 0; i < count; i += 1 + count / MANY)
		cut_at(i);
	cut_at(count - 1);
	for (k = 0; k < RANDOM; k++) {
		for (i = 0; i < count; i++)
			chosen[i] = next_random(&seed) & 1;
		cut_chosen();
	}
}

static void cut_everywhere(void)
{
	int writes = disk.writes;

	disk.logging = false;
	for (first = 0; first < writes; first += count) {
		for (count = 1; first + count < writes &&
				disk.log[first + count].epoch == disk.log[first].epoch;)
			count++;
		count <= FEW ? cut_few() : cut_many();
	}
}

static void start_log(void)
{
	disk.logging = true;
	disk.writes = disk.epoch = 0;
}

/* --- invariants ------------------------------------------------------------- */

static int records_found(void)
{
	const struct record *record = NULL;
	int n = 0;

	while ((record = record_after(&store, record ? record->sequence : 0)))
		n++;
	return n;
}

/* doc/record-format.md, "Adding a record": the last paragraph but two. */
static int judge_old(void)
{
	int i, found = 0;

	for (i = 0; i < old_count; i++) {
		if (!record_find(&store, old[i].sequence)) {
			ck_assert(is_overwritten(&old[i], &new));
			continue;
		}
		ck_assert(is_whole(&store, &old[i]));
		found++;
	}
	return found;
}

static bool judge_new(void)
{
	if (!record_find(&store, new.sequence))
		return false;
	ck_assert(is_whole(&store, &new));
	return true;
}

static void judge_append(void)
{
	int found;

	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	found = judge_old();
	found += judge_new();
	ck_assert_int_eq(records_found(), found);
	ck_assert_str_eq(check_faults(&store), "");
}

/* The next crash is recorded, too, and overwrites only what it must. */
static void judge_append_again(void)
{
	struct expected cut_off = new, newest, next;
	const struct record *record;

	judge_append();
	record = record_before(&store, UINT64_MAX);
	if (record)
		newest = (struct expected){ .sequence = record->sequence,
					    .offset = record->offset,
					    .size = record->facts_size + record->text_size };
	next = expect_record(record ? &newest : NULL, record ? newest.sequence + 1 : 1, 5000);
	ck_assert_int_eq(append_expected(&store, &next), 0);
	ck_assert(is_whole(&store, &next));
	ck_assert_str_eq(check_faults(&store), "");
	new = cut_off;
}

static const struct {
	uint32_t size, sector_size;
	int records;
	uint32_t largest, next;
} appends[] = {
	{ 65536, 512, 0, 1, 0 },
	{ 65536, 512, 0, 1, 3000 },
	{ 65536, 4096, 0, 1, 36000 },
	{ 65536, 512, 3, 9000, 10000 },
	{ 65536, 512, 4, 9000, 100 },
	{ 65536, 512, 5, 12000, 20000 },
	{ 65536, 512, 9, 7000, 36000 },
	{ 65536, 4096, 9, 7000, 36000 },
	{ 65536, 4096, 10, 7000, 5000 },
	{ 65536, 512, 11, 100, 30000 },
	{ 65536, 512, 12, 20000, 0 },
	{ 65536, 512, 13, 20000, 16000 },
	{ 1310720, 512, 20, 300000, 300 },
	{ 1310720, 4096, 21, 100000, 150000 },
	{ 1310720, 4096, 9, 50000, 1100000 },
};

static void prepare_append(int i)
{
	prepare_disk(appends[i].size, appends[i].sector_size, appends[i].records,
		     appends[i].largest);
	new = expect_record(old_count ? &old[old_count - 1] : NULL, appends[i].records + 1,
			    appends[i].next);
}

START_TEST(test_append)
{
	prepare_append(_i);
	start_log();
	ck_assert_int_eq(append_expected(&store, &new), 0);
	ck_assert_int_lt(disk.log[disk.writes - 1].epoch, disk.epoch);
	judge = appends[_i].size > 65536 ? judge_append : judge_append_again;
	cut_everywhere();
}
END_TEST

/* Many small records, so that nearly every entry of the table is reused. */
START_TEST(test_append_each)
{
	int i;

	prepare_disk(65536, 512, _i, 6000);
	judge = judge_append_again;
	for (i = 0; i < 3; i++) {
		new = expect_record(old_count ? &old[old_count - 1] : NULL, _i + 1, 1 + 6000 * i);
		memcpy(disk.bytes, before, disk.device.size);
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		start_log();
		ck_assert_int_eq(append_expected(&store, &new), 0);
		cut_everywhere();
	}
}
END_TEST

static void judge_state(void)
{
	judge_append();
	ck_assert(store.state == METADATA_VALID);
	ck_assert((store.clean == 0 && store.imported == 0) ||
		  (store.clean == 4 && store.imported == 3));
}

START_TEST(test_set_state)
{
	prepare_disk(65536, _i ? 4096 : 512, 4, 9000);
	new = (struct expected){ 0 };
	start_log();
	ck_assert_int_eq(record_set_state(&store, 4, 3), 0);
	ck_assert_int_lt(disk.log[disk.writes - 1].epoch, disk.epoch);
	judge = judge_state;
	cut_everywhere();
}
END_TEST

static void judge_clear(void)
{
	int i;

	ck_assert_int_eq(record_open(&store, &disk.device), 0);
	ck_assert_uint_eq(record_last(&store), 6);
	for (i = 0; i < old_count; i++)
		ck_assert(is_whole(&store, &old[i]) || !record_find(&store, old[i].sequence));
	ck_assert_str_eq(check_faults(&store), "");
	ck_assert_int_eq(record_append(&store, "", 0, "text\n", 5), 0);
	ck_assert_str_eq(check_faults(&store), "");
	ck_assert_uint_eq(record_last(&store), 7);
}

START_TEST(test_clear)
{
	prepare_disk(65536, _i ? 4096 : 512, 6, 9000);
	start_log();
	ck_assert_int_eq(record_clear(&store), 0);
	ck_assert_int_lt(disk.log[disk.writes - 1].epoch, disk.epoch);
	judge = judge_clear;
	cut_everywhere();
}
END_TEST

/* No partition, or the complete old one, or the empty new one; a superblock may be missing. */
static void judge_format(void)
{
	int i, result = record_open(&store, &disk.device);
	const char *found;

	if (result) {
		ck_assert_int_eq(result, -RECORD_ERR_NOT_FORMATTED);
		return;
	}
	found = check_faults(&store);
	ck_assert(!*found || !strcmp(found, "superblock 0 0") || !strcmp(found, "superblock 1 0"));
	if (!memcmp(store.uuid, other_uuid, 16)) {
		ck_assert_int_eq(records_found(), 0);
		return;
	}
	for (i = 0; i < old_count; i++)
		ck_assert(is_whole(&store, &old[i]));
}

START_TEST(test_format)
{
	prepare_disk(65536, _i ? 4096 : 512, 6, 9000);
	start_log();
	ck_assert_int_eq(record_format(&store, &disk.device, other_uuid), 0);
	judge = judge_format;
	cut_everywhere();
}
END_TEST

/* --- disk errors ------------------------------------------------------------- */

/* The k-th call fails, for each k until there are fewer calls. */
START_TEST(test_failing_append)
{
	int k, result, failures = 0;

	prepare_append(_i % COUNT(appends));
	for (k = 0;; k++) {
		if (k > 20 && k % (1 + new.size / 50000))
			continue;
		memcpy(disk.bytes, before, disk.device.size);
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		disk_repair();
		disk.fail_at = k;
		disk.torn = _i >= (int)COUNT(appends);
		result = append_expected(&store, &new);
		if (disk.calls <= k)
			break;
		ck_assert_int_eq(result, -EIO);
		failures++;
		disk_repair();
		judge_append();
	}
	ck_assert_int_eq(result, 0);
	ck_assert_int_ge(failures, 5);
}
END_TEST

/* A silently lost write is noticed, unless the bytes were there already. */
START_TEST(test_lost_writes)
{
	int k, result, lost = 0;

	prepare_append(_i);
	for (k = 0;; k++) {
		if (k > 20 && k % (1 + new.size / 50000))
			continue;
		memcpy(disk.bytes, before, disk.device.size);
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		disk_repair();
		disk.lose_at = k;
		result = append_expected(&store, &new);
		if (disk.calls <= k)
			break;
		ck_assert(!result || result == -RECORD_ERR_NOT_KEPT);
		lost += result != 0;
		disk_repair();
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		ck_assert(result || is_whole(&store, &new));
	}
	ck_assert_int_ge(lost, new.size ? 2 : 1);
}
END_TEST

/* With an unreadable sector the rest is read, and no possible record is overwritten. */
START_TEST(test_failing_open)
{
	int k, result, faults_found;

	prepare_disk(65536, 512, 3, 9000);
	new = expect_record(&old[2], 4, 5000);
	for (k = 0;; k++) {
		disk_repair();
		disk.fail_at = k;
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		if (disk.calls <= k)
			break;
		disk_repair();
		faults_found = strlen(check_faults(&store));
		ck_assert(faults_found && strstr(faults, "unreadable") && !strchr(faults, ','));
		result = append_expected(&store, &new);
		ck_assert_int_eq(result, k < 3 ? 0 : -RECORD_ERR_TABLE);
		ck_assert(!result || !memcmp(before, disk.bytes, disk.device.size));
		judge_append();
		memcpy(disk.bytes, before, disk.device.size);
	}
	ck_assert_int_eq(k, 7);
}
END_TEST

START_TEST(test_failing_others)
{
	int k, result = -EIO;

	prepare_disk(65536, 512, 3, 9000);
	new = (struct expected){ 0 };
	for (k = 0; result; k++) {
		memcpy(disk.bytes, before, disk.device.size);
		ck_assert_int_eq(record_open(&store, &disk.device), 0);
		disk_repair();
		disk.fail_at = k;
		result = _i == 0 ? record_set_state(&store, 3, 3) :
			 _i == 1 ? record_clear(&store) :
				   record_format(&store, &disk.device, other_uuid);
		ck_assert(result < 0 || disk.calls <= k);
		disk_repair();
		if (_i == 0)
			judge_append();
	}
	ck_assert_int_gt(k, 3);
}
END_TEST

static int never_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	(void)context, (void)offset, (void)data, (void)size;
	return -EIO;
}

START_TEST(test_unreadable_superblocks)
{
	prepare_disk(65536, 512, 0, 1);
	disk.device.read = never_read;
	ck_assert_int_eq(record_open(&store, &disk.device), -EIO);
	disk.device.read = disk_read;
	disk.bytes[0] ^= 1;
	disk.calls = 0;
	disk.fail_at = 1;
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_NOT_FORMATTED);
	disk.bytes[61440] ^= 1;
	disk.calls = 0;
	disk.fail_at = 0;
	ck_assert_int_eq(record_open(&store, &disk.device), -RECORD_ERR_NOT_FORMATTED);
}
END_TEST

static void add_tests(TCase *tests)
{
	tcase_add_loop_test(tests, test_append, 0, COUNT(appends));
	tcase_add_loop_test(tests, test_append_each, 0, 12);
	tcase_add_loop_test(tests, test_set_state, 0, 2);
	tcase_add_loop_test(tests, test_clear, 0, 2);
	tcase_add_loop_test(tests, test_format, 0, 2);
	tcase_add_loop_test(tests, test_failing_append, 0, 2 * COUNT(appends));
	tcase_add_loop_test(tests, test_lost_writes, 0, COUNT(appends));
	tcase_add_test(tests, test_failing_open);
	tcase_add_loop_test(tests, test_failing_others, 0, 3);
	tcase_add_test(tests, test_unreadable_superblocks);
}

int main(void)
{
	return run_tests("record_cut", add_tests);
}
