// SPDX-License-Identifier: GPL-2.0-only
/*
 * An input is a device, or, if its first byte is odd, what is changed in a
 * sound record partition: after the byte come, five bytes each, which seal,
 * where in it (two bytes, little-endian), and two bytes to be put there.  All
 * seals are sealed again then, for nobody guesses a digest.
 */
#include <errno.h>

#include "fuzz.h"
#include "saveoops/record/record.h"

#define SIZE  (64u << 10)
#define SEALS 7

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

/* The seals' blocks: superblock, state, four entries, superblock. */
static uint8_t *seal(unsigned int i)
{
	return disk + 4096 * (i % SEALS == 6 ? 15 : i % SEALS);
}

static void make_sound(void)
{
	static const uint8_t uuid[RECORD_UUID_SIZE] = "0123456789abcdef";
	int i;

	demand(!record_format(&store, &device, uuid));
	for (i = 0; i < 3; i++)
		demand(!record_append(&store, "stage=early\n", 12, uuid, i * 8));
	demand(!record_set_state(&store, 2, 1));
}

static void change(const uint8_t *data, size_t size)
{
	struct sha256 sha;
	unsigned int i;

	for (; size >= 5; size -= 5, data += 5)
		memcpy(seal(data[0]) + (data[1] | data[2] << 8) % 479, data + 3, 2);
	for (i = 0; i < SEALS; i++) {
		if (!memcmp(seal(i), "\0\0\0\0\0\0\0\0", 8))
			continue;
		sha256_start(&sha);
		sha256_add(&sha, seal(i), 480);
		sha256_end(&sha, seal(i) + 480);
	}
}

static void count_fault(void *context, const struct record_fault *fault)
{
	demand(fault->kind <= RECORD_FAULT_DATA && !fault->unreadable);
	++*(uint64_t *)context;
}

static uint64_t check(void)
{
	uint64_t told = 0, faults = record_check(&store, count_fault, &told);

	demand(told == faults);
	return faults;
}

static void read_all(void)
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

/* Whatever was there, a record is added, or it's said why not, and no fault is new. */
static void append(void)
{
	uint64_t before = check(), last = record_last(&store);
	const struct record *record;

	if (record_append(&store, "a=b\n", 4, disk, 9000)) {
		demand(last == RECORD_SEQUENCE_MAX);
		return;
	}
	demand(!record_open(&store, &device));
	demand(check() <= before + RECORD_ENTRIES_MIN);
	record = record_find(&store, last + 1);
	demand(record && !record_verify(&store, record));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	memset(disk, 0, sizeof(disk));
	if (size && data[0] & 1) {
		make_sound();
		change(data + 1, size - 1);
	} else {
		memcpy(disk, data, size < SIZE ? size : SIZE);
	}
	if (record_open(&store, &device))
		return 0;
	read_all();
	append();
	demand(!record_clear(&store) && !record_after(&store, 0));
	return 0;
}
