// SPDX-License-Identifier: GPL-2.0-only
#include "seal.h"

#include <string.h>

#include "util_lib/little_endian.h"

#define VERSION         1
#define BYTES_PER_ENTRY 0x40000u

static const uint8_t zeros[SEAL_SIZE];

void seal_lay_out(struct record_store *store, uint64_t size)
{
	uint64_t entries = size / BYTES_PER_ENTRY;

	if (entries < RECORD_ENTRIES_MIN)
		entries = RECORD_ENTRIES_MIN;
	if (entries > RECORD_ENTRIES_MAX)
		entries = RECORD_ENTRIES_MAX;
	store->size = size;
	store->entries = entries;
	store->data = TABLE_OFFSET + entries * RECORD_BLOCK;
	store->data_size = size - RECORD_BLOCK - store->data;
}

void seal_digest(const uint8_t *seal, uint8_t *digest)
{
	struct sha256 sha;

	sha256_start(&sha);
	sha256_add(&sha, seal, SEAL_DIGEST);
	sha256_end(&sha, digest);
}

static void begin_seal(const struct record_store *store, uint8_t *seal, const char *magic)
{
	memset(seal, 0, SEAL_SIZE);
	memcpy(seal, magic, SEAL_MAGIC_SIZE);
	put32(seal + SEAL_VERSION, VERSION);
	memcpy(seal + SEAL_UUID, store->uuid, RECORD_UUID_SIZE);
}

void seal_make_superblock(const struct record_store *store, uint8_t *seal)
{
	begin_seal(store, seal, SUPERBLOCK_MAGIC);
	put32(seal + SUPERBLOCK_SECTOR_SIZE, store->sector_size);
	put64(seal + SUPERBLOCK_SIZE, store->size);
	put64(seal + SUPERBLOCK_TABLE, TABLE_OFFSET);
	put64(seal + SUPERBLOCK_ENTRIES, store->entries);
	put64(seal + SUPERBLOCK_DATA, store->data);
	put64(seal + SUPERBLOCK_DATA_SIZE, store->data_size);
	seal_digest(seal, seal + SEAL_DIGEST);
}

void seal_make_state(const struct record_store *store, uint8_t *seal)
{
	begin_seal(store, seal, STATE_MAGIC);
	put64(seal + STATE_CLEAN, store->clean);
	put64(seal + STATE_IMPORTED, store->imported);
	seal_digest(seal, seal + SEAL_DIGEST);
}

void seal_make_entry(const struct record_store *store, const struct record *record, uint8_t *seal)
{
	begin_seal(store, seal, ENTRY_MAGIC);
	put64(seal + ENTRY_SEQUENCE, record->sequence);
	put64(seal + ENTRY_OFFSET, record->offset);
	put64(seal + ENTRY_FACTS_SIZE, record->facts_size);
	put64(seal + ENTRY_TEXT_SIZE, record->text_size);
	memcpy(seal + ENTRY_RECORD_DIGEST, record->digest, SHA256_DIGEST_SIZE);
	seal_digest(seal, seal + SEAL_DIGEST);
}

/*
 * The seal in the buffer against the one that its numbers would make: so
 * magic, version, UUID, digest and what must be 0 are all compared at once.
 */
enum record_seal seal_judge(const struct record_store *store, const uint8_t *remade)
{
	if (!memcmp(store->buffer, zeros, SEAL_SIZE))
		return RECORD_ABSENT;
	return memcmp(store->buffer, remade, SEAL_SIZE) ? RECORD_BROKEN : RECORD_SOUND;
}

/* Sound, and yet not for us. */
bool seal_other_version(const uint8_t *seal)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	seal_digest(seal, digest);
	return !memcmp(seal, SUPERBLOCK_MAGIC, SEAL_MAGIC_SIZE) &&
	       get32(seal + SEAL_VERSION) != VERSION &&
	       !memcmp(seal + SEAL_DIGEST, digest, SHA256_DIGEST_SIZE);
}

bool seal_sector_size(uint32_t size)
{
	return size == 512 || size == 4096;
}

int seal_check_device(const struct record_device *device)
{
	if (!seal_sector_size(device->sector_size))
		return -RECORD_SECTOR_SIZE;
	if (device->size < RECORD_SIZE_MIN)
		return -RECORD_TOO_SMALL;
	return 0;
}

static bool in_data(const struct record_store *store, const struct record *record)
{
	uint64_t before = record->offset - store->data;

	return record->offset % RECORD_BLOCK == 0 && record->offset >= store->data &&
	       before <= store->data_size && record->facts_size <= RECORD_FACTS_MAX &&
	       record->text_size <= store->data_size &&
	       record->facts_size + record->text_size <= store->data_size - before;
}

enum record_seal seal_load_entry(struct record_store *store, uint32_t i)
{
	struct record *record = &store->record[i];
	const uint8_t *seal = store->buffer;
	uint8_t remade[SEAL_SIZE];
	enum record_seal found;

	if (seal_read(store, seal_entry(i)))
		return RECORD_UNREADABLE;
	record->sequence = get64(seal + ENTRY_SEQUENCE);
	record->offset = get64(seal + ENTRY_OFFSET);
	record->facts_size = get64(seal + ENTRY_FACTS_SIZE);
	record->text_size = get64(seal + ENTRY_TEXT_SIZE);
	memcpy(record->digest, seal + ENTRY_RECORD_DIGEST, SHA256_DIGEST_SIZE);
	seal_make_entry(store, record, remade);
	found = seal_judge(store, remade);
	if (found != RECORD_SOUND)
		return found;
	if (!in_data(store, record) || !record->sequence || record->sequence > RECORD_SEQUENCE_MAX)
		return RECORD_BROKEN;
	return record->sequence % store->entries == i ? RECORD_SOUND : RECORD_MISPLACED;
}

bool seal_share_data(const struct record *a, const struct record *b)
{
	uint64_t a_end = a->offset + seal_round_up(a->facts_size + a->text_size);
	uint64_t b_end = b->offset + seal_round_up(b->facts_size + b->text_size);

	return a->offset < b_end && b->offset < a_end && a->offset < a_end && b->offset < b_end;
}
