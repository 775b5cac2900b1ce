/* SPDX-License-Identifier: GPL-2.0-only */
/* A disk in memory for the tests of the record partition, and the records it should hold. */
#ifndef TESTS_UNIT_DISK_H
#define TESTS_UNIT_DISK_H

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "saveoops/record/record.h"
#include "unit.h"

#define DISK_MAX (2u << 20)
#define LOG_MAX  8192

/* A sector on its way to the medium. */
struct disk_write {
	uint64_t offset;
	int epoch;
	uint8_t sector[4096];
};

/*
 * Call number @fail_at of all reads, writes and flushes fails.  If call number @lose_at is a
 * write, it is lost silently.  If @torn is set, a failing write writes half of its bytes.
 */
static struct disk {
	uint8_t bytes[DISK_MAX];
	struct record_device device;
	bool logging, torn;
	int calls, fail_at, lose_at, epoch, writes;
	struct disk_write log[LOG_MAX];
} disk;

/* An expected record. */
struct expected {
	uint64_t sequence, offset, size;
	char facts[64];
	uint32_t seed, text_size;
};

static inline int disk_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	(void)context;
	ck_assert(offset % disk.device.sector_size == 0 && size % disk.device.sector_size == 0);
	ck_assert_uint_le(offset + size, disk.device.size);
	if (disk.calls++ == disk.fail_at)
		return -EIO;
	memcpy(data, disk.bytes + offset, size);
	return 0;
}

static inline void disk_log(uint64_t offset, const uint8_t *data, uint32_t size)
{
	uint32_t done, sector = disk.device.sector_size;

	for (done = 0; done < size; done += sector) {
		ck_assert_int_lt(disk.writes, LOG_MAX);
		disk.log[disk.writes].offset = offset + done;
		disk.log[disk.writes].epoch = disk.epoch;
		memcpy(disk.log[disk.writes++].sector, data + done, sector);
	}
}

static inline int disk_write(void *context, uint64_t offset, const void *data, uint32_t size)
{
	int call = disk.calls++;

	(void)context;
	ck_assert(offset % disk.device.sector_size == 0 && size % disk.device.sector_size == 0);
	ck_assert_uint_le(offset + size, disk.device.size);
	if (call == disk.lose_at)
		return 0;
	if (call == disk.fail_at && disk.torn)
		memcpy(disk.bytes + offset, data, size / 2 & -disk.device.sector_size);
	if (call == disk.fail_at)
		return -EIO;
	if (disk.logging)
		disk_log(offset, data, size);
	memcpy(disk.bytes + offset, data, size);
	return 0;
}

static inline int disk_flush(void *context)
{
	(void)context;
	if (disk.calls++ == disk.fail_at)
		return -EIO;
	disk.epoch++;
	return 0;
}

static inline void disk_repair(void)
{
	disk.calls = 0;
	disk.fail_at = disk.lose_at = -1;
	disk.torn = disk.logging = false;
}

static inline void disk_start(uint64_t size, uint32_t sector_size)
{
	ck_assert_uint_le(size, DISK_MAX);
	memset(disk.bytes, 0xa5, sizeof(disk.bytes));
	disk.device = (struct record_device){ size,       sector_size, disk_read,
					      disk_write, disk_flush,  NULL };
	disk_repair();
}

/* A small generator of pseudo-random numbers, the same on every machine. */
static inline uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static uint8_t disk_text[DISK_MAX];

/* Lines of up to 60 characters. */
static inline void make_text(uint32_t seed, uint32_t size)
{
	uint32_t i, left = 0;

	for (i = 0; i < size; i++) {
		if (!left--) {
			disk_text[i] = '\n';
			left = next_random(&seed) % 60;
		} else {
			disk_text[i] = ' ' + next_random(&seed) % 95;
		}
	}
}

static inline uint32_t entry_count(uint64_t size)
{
	uint64_t n = size / 262144;

	return n < 4 ? 4 : n > 1024 ? 1024 : n;
}

static inline uint64_t blocks(uint64_t bytes)
{
	return (bytes + 4095) / 4096 * 4096;
}

/* The offset at which doc/record-format.md puts a record that fits after @newest. */
static inline uint64_t expected_offset(const struct expected *newest, uint64_t size)
{
	uint64_t start = 8192 + 4096 * (uint64_t)entry_count(disk.device.size);
	uint64_t end = disk.device.size / 4096 * 4096 - 4096;
	uint64_t behind;

	if (!newest)
		return start;
	behind = newest->offset + blocks(newest->size);
	return behind + blocks(size) <= end ? behind : start;
}

/* Does a new record overwrite an old one? */
static inline bool is_overwritten(const struct expected *old, const struct expected *new)
{
	if (old->sequence % entry_count(disk.device.size) ==
	    new->sequence % entry_count(disk.device.size))
		return true;
	return old->size && new->size && old->offset < new->offset + blocks(new->size) &&
	       new->offset < old->offset + blocks(old->size);
}

static inline struct expected expect_record(const struct expected *newest, uint64_t sequence,
					    uint32_t text_size)
{
	struct expected new = { .sequence = sequence,
				.seed = sequence * 77,
				.text_size = text_size };

	if (sequence % 5)
		sprintf(new.facts, "release=%d\nstage=early\n", (int)sequence);
	new.size = strlen(new.facts) + text_size;
	new.offset = expected_offset(newest, new.size);
	return new;
}

static inline int append_expected(struct record_store *store, const struct expected *new)
{
	make_text(new->seed, new->text_size);
	return record_append(store, new->facts, strlen(new->facts), disk_text, new->text_size);
}

/* Is the record at its offset, with exactly the bytes that were written? */
static inline bool is_whole(struct record_store *store, const struct expected *old)
{
	static uint8_t found[DISK_MAX];
	const struct record *record = record_find(store, old->sequence);
	uint64_t facts = strlen(old->facts);

	if (!record || record->offset != old->offset || record->facts_size != facts ||
	    record->text_size != old->text_size || record_verify(store, record) ||
	    record_read(store, record, 0, found, old->size))
		return false;
	make_text(old->seed, old->text_size);
	return !memcmp(found, old->facts, facts) &&
	       !memcmp(found + facts, disk_text, old->text_size);
}

/* The faults of the last check, in words. */
static char faults[65536];

static inline void note_fault(void *context, const struct record_fault *fault)
{
	static const char *const names[] = { "superblock", "copies",   "size",    "sector", "state",
					     "entry",      "sequence", "overlap", "data" };
	size_t used = strlen(faults);

	(void)context;
	snprintf(faults + used, sizeof(faults) - used, "%s%s %llu %llu%s", used ? ", " : "",
		 names[fault->kind], (unsigned long long)fault->which,
		 (unsigned long long)fault->other, fault->unreadable ? " unreadable" : "");
}

static inline const char *check_faults(struct record_store *store)
{
	faults[0] = 0;
	record_check(store, note_fault, NULL);
	return faults;
}

#endif
