// SPDX-License-Identifier: GPL-2.0-only
/*
 * If the first byte of the input is even, the input is a device.  If it is odd, the input is a
 * list of changes to a valid record partition.  Each change has five bytes: the metadata
 * sector, the offset in it (two bytes, little-endian), and the two new bytes.  All checksums
 * are updated afterwards, because a fuzzer cannot guess one.
 */
#include <errno.h>

#include "fuzz.h"
#include "saveoops/record/record.h"

#define SIZE    (64u << 10)
#define SECTORS 7

static struct record_store store;
static uint8_t disk[SIZE];

static int disk_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	(void)context;
	demand(offset % 512 == 0 && size % 512 == 0 && offset < SIZE && size <= SIZE - offset);
	memcpy(data, disk + offset, size);
	return 0;
}

static int disk_write(void *context, uint64_t offset, const void *data, uint32_t size)
{
	(void)context;
	demand(offset % 512 == 0 && size % 512 == 0 && offset < SIZE && size <= SIZE - offset);
	memcpy(disk + offset, data, size);
	return 0;
}

static int disk_flush(void *context)
{
	(void)context;
	return 0;
}

static struct record_device device = { SIZE, 512, disk_read, disk_write, disk_flush, NULL };

/* The blocks of the metadata sectors: superblock, state, four entries, superblock. */
static uint8_t *metadata_sector(unsigned int i)
{
	return disk + 4096 * (i % SECTORS == 6 ? 15 : i % SECTORS);
}

static void make_valid(void)
{
	static const uint8_t uuid[RECORD_UUID_SIZE] = "0123456789abcdef";
	int i;

	demand(!record_format(&store, &device, uuid));
	for (i = 0; i < 3; i++)
		demand(!record_append(&store, "stage=early\n", 12, uuid, i * 8));
	demand(!record_set_state(&store, 2, 1));
}

static void apply_changes(const uint8_t *data, size_t size)
{
	struct sha256 sha;
	unsigned int i;

	for (; size >= 5; size -= 5, data += 5)
		memcpy(metadata_sector(data[0]) + (data[1] | data[2] << 8) % 479, data + 3, 2);
	for (i = 0; i < SECTORS; i++) {
		if (!memcmp(metadata_sector(i), "\0\0\0\0\0\0\0\0", 8))
			continue;
		sha256_start(&sha);
		sha256_add(&sha, metadata_sector(i), 480);
		sha256_end(&sha, metadata_sector(i) + 480);
	}
}

static void count_fault(void *context, const struct record_fault *fault)
{
	demand(fault->kind <= RECORD_FAULT_DATA && !fault->unreadable);
	++*(uint64_t *)context;
}

static uint64_t check_store(void)
{
	uint64_t told = 0, faults = record_check(&store, count_fault, &told);

	demand(told == faults);
	return faults;
}

static void read_records(void)
{
	const struct record *record = NULL;
	static uint8_t content[SIZE];

	while ((record = record_after(&store, record ? record->sequence : 0))) {
		uint64_t size = record->facts_size + record->text_size;

		demand(record->facts_size <= RECORD_FACTS_MAX && size <= store.data_size);
		demand(record->offset >= store.data);
		demand(record->offset + size <= store.data + store.data_size);
		demand(!record_read(&store, record, 0, content, size));
		demand(record == record_find(&store, record->sequence));
	}
}

/* Any partition takes another record or explains why not, and gets no new fault. */
static void append_record(void)
{
	uint64_t before = check_store(), last = record_last(&store);
	const struct record *record;

	if (record_append(&store, "a=b\n", 4, disk, 9000)) {
		demand(last == RECORD_SEQUENCE_MAX);
		return;
	}
	demand(!record_open(&store, &device));
	demand(check_store() <= before + RECORD_ENTRIES_MIN);
	record = record_find(&store, last + 1);
	demand(record && !record_verify(&store, record));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	memset(disk, 0, sizeof(disk));
	if (size && data[0] & 1) {
		make_valid();
		apply_changes(data + 1, size - 1);
	} else {
		memcpy(disk, data, size < SIZE ? size : SIZE);
	}
	if (record_open(&store, &device))
		return 0;
	read_records();
	append_record();
	demand(!record_clear(&store) && !record_after(&store, 0));
	return 0;
}
