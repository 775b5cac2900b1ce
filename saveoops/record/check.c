// SPDX-License-Identifier: GPL-2.0-only
/* record_check(): what a damage is, and what a power cut may have left. */
#include "seal.h"

struct check {
	struct record_store *store;
	void (*report)(void *context, const struct record_fault *fault);
	void *context;
	uint64_t faults;
};

static void found(struct check *check, const struct record_fault *fault)
{
	check->faults++;
	check->report(check->context, fault);
}

static void check_seal(struct check *check, enum record_seal seal, enum record_fault_kind kind,
		       uint64_t which)
{
	struct record_fault fault = { kind, which, 0, seal == RECORD_UNREADABLE };

	if (seal != RECORD_SOUND)
		found(check, &fault);
}

static void check_superblocks(struct check *check)
{
	const struct record_store *store = check->store;

	check_seal(check, store->superblock[0], RECORD_FAULT_SUPERBLOCK, 0);
	if (store->superblock[0] == RECORD_SOUND && store->superblock[1] == RECORD_MISPLACED)
		check_seal(check, store->superblock[1], RECORD_FAULT_COPIES, 1);
	else
		check_seal(check, store->superblock[1], RECORD_FAULT_SUPERBLOCK, 1);
}

static void check_geometry(struct check *check)
{
	const struct record_store *store = check->store;
	uint64_t size = store->device->size - store->device->size % RECORD_BLOCK;
	uint32_t sector = store->device->sector_size;

	if (size != store->size)
		found(check, &(struct record_fault){ RECORD_FAULT_SIZE, size, store->size, false });
	if (sector > store->sector_size)
		found(check, &(struct record_fault){ RECORD_FAULT_SECTOR_SIZE, sector,
						     store->sector_size, false });
}

/* An entry that is sound makes all unable to be that are a round or more older. */
static bool too_old(const struct record_store *store, uint64_t sequence)
{
	return record_before(store, UINT64_MAX)->sequence - sequence >= store->entries;
}

static void check_entry(struct check *check, uint32_t i)
{
	const struct record_store *store = check->store;
	uint64_t sequence = store->record[i].sequence;
	enum record_seal seal = store->entry[i];

	if (seal == RECORD_ABSENT)
		return;
	if (seal == RECORD_BROKEN || seal == RECORD_UNREADABLE)
		check_seal(check, seal, RECORD_FAULT_ENTRY, i);
	else if (seal == RECORD_MISPLACED || too_old(store, sequence))
		found(check, &(struct record_fault){ RECORD_FAULT_SEQUENCE, i, sequence, false });
}

static void check_overlaps(struct check *check, const struct record *record)
{
	const struct record_store *store = check->store;
	const struct record *other;
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		other = &store->record[i];
		if (store->entry[i] != RECORD_SOUND || other->sequence <= record->sequence ||
		    !seal_share_data(record, other))
			continue;
		found(check, &(struct record_fault){ RECORD_FAULT_OVERLAP, record->sequence,
						     other->sequence, false });
	}
}

static void check_data(struct check *check, const struct record *record)
{
	int result = record_verify(check->store, record);

	if (result)
		found(check, &(struct record_fault){ RECORD_FAULT_DATA, record->sequence, 0,
						     result != -RECORD_DAMAGED });
}

uint64_t record_check(struct record_store *store,
		      void (*report)(void *context, const struct record_fault *fault),
		      void *context)
{
	struct check check = { store, report, context, 0 };
	const struct record *record = NULL;
	uint32_t i;

	check_superblocks(&check);
	check_geometry(&check);
	check_seal(&check, store->state, RECORD_FAULT_STATE, 0);
	for (i = 0; i < store->entries; i++)
		check_entry(&check, i);
	while ((record = record_after(store, record ? record->sequence : 0))) {
		check_overlaps(&check, record);
		check_data(&check, record);
	}
	return check.faults;
}
