// SPDX-License-Identifier: GPL-2.0-only
/* record_check(): all faults that a power cut cannot explain. */
#include "metadata.h"

struct record_checker {
	struct record_store *store;
	void (*report)(void *context, const struct record_fault *fault);
	void *context;
	uint64_t faults;
};

static void report_fault(struct record_checker *checker, const struct record_fault *fault)
{
	checker->faults++;
	checker->report(checker->context, fault);
}

static void check_status(struct record_checker *checker, enum metadata_status status,
			 enum record_fault_kind kind, uint64_t which)
{
	struct record_fault fault = { kind, which, 0, status == METADATA_UNREADABLE };

	if (status != METADATA_VALID)
		report_fault(checker, &fault);
}

static void check_superblocks(struct record_checker *checker)
{
	const struct record_store *store = checker->store;

	check_status(checker, store->superblock[0], RECORD_FAULT_SUPERBLOCK, 0);
	if (store->superblock[0] == METADATA_VALID && store->superblock[1] == METADATA_MISPLACED)
		check_status(checker, store->superblock[1], RECORD_FAULT_COPIES, 1);
	else
		check_status(checker, store->superblock[1], RECORD_FAULT_SUPERBLOCK, 1);
}

static void check_geometry(struct record_checker *checker)
{
	const struct record_store *store = checker->store;
	uint64_t size = block_round_down(store->device->size);
	uint32_t sector_size = store->device->sector_size;

	if (size != store->size)
		report_fault(checker,
			     &(struct record_fault){ RECORD_FAULT_SIZE, size, store->size, false });
	if (sector_size > store->sector_size)
		report_fault(checker, &(struct record_fault){ RECORD_FAULT_SECTOR_SIZE, sector_size,
							      store->sector_size, false });
}

/* A record reuses the entry of the record that is store->entries older, so both cannot exist. */
static bool is_too_old(const struct record_store *store, uint64_t sequence)
{
	return record_before(store, UINT64_MAX)->sequence - sequence >= store->entries;
}

static void check_table_entry(struct record_checker *checker, uint32_t i)
{
	const struct record_store *store = checker->store;
	uint64_t sequence = store->record[i].sequence;
	enum metadata_status status = store->entry[i];

	if (status == METADATA_ABSENT)
		return;
	if (status == METADATA_CORRUPT || status == METADATA_UNREADABLE)
		check_status(checker, status, RECORD_FAULT_ENTRY, i);
	else if (status == METADATA_MISPLACED || is_too_old(store, sequence))
		report_fault(checker,
			     &(struct record_fault){ RECORD_FAULT_SEQUENCE, i, sequence, false });
}

static void check_overlaps(struct record_checker *checker, const struct record *record)
{
	const struct record_store *store = checker->store;
	const struct record *other;
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		other = &store->record[i];
		if (store->entry[i] != METADATA_VALID || other->sequence <= record->sequence ||
		    !is_sharing_data(record, other))
			continue;
		report_fault(checker,
			     &(struct record_fault){ RECORD_FAULT_OVERLAP, record->sequence,
						     other->sequence, false });
	}
}

static void check_record_data(struct record_checker *checker, const struct record *record)
{
	int result = record_verify(checker->store, record);

	if (result)
		report_fault(checker, &(struct record_fault){ RECORD_FAULT_DATA, record->sequence,
							      0, result != -RECORD_ERR_DAMAGED });
}

uint64_t record_check(struct record_store *store,
		      void (*report)(void *context, const struct record_fault *fault),
		      void *context)
{
	struct record_checker checker = { store, report, context, 0 };
	const struct record *record = NULL;
	uint32_t i;

	check_superblocks(&checker);
	check_geometry(&checker);
	check_status(&checker, store->state, RECORD_FAULT_STATE, 0);
	for (i = 0; i < store->entries; i++)
		check_table_entry(&checker, i);
	while ((record = record_after(store, record ? record->sequence : 0))) {
		check_overlaps(&checker, record);
		check_record_data(&checker, record);
	}
	return checker.faults;
}
