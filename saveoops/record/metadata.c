// SPDX-License-Identifier: GPL-2.0-only
#include "metadata.h"

#include <string.h>

#include "util_lib/little_endian.h"

#define VERSION         1
#define BYTES_PER_ENTRY 0x40000u

static const uint8_t zeros[METADATA_SIZE];

void metadata_set_geometry(struct record_store *store, uint64_t size)
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

void metadata_checksum(const uint8_t *sector, uint8_t *checksum)
{
	struct sha256 sha;

	sha256_start(&sha);
	sha256_add(&sha, sector, METADATA_CHECKSUM);
	sha256_end(&sha, checksum);
}

static void start_sector(const struct record_store *store, uint8_t *sector, const char *magic)
{
	memset(sector, 0, METADATA_SIZE);
	memcpy(sector, magic, METADATA_MAGIC_SIZE);
	put32(sector + METADATA_VERSION, VERSION);
	memcpy(sector + METADATA_UUID, store->uuid, RECORD_UUID_SIZE);
}

void metadata_make_superblock(const struct record_store *store, uint8_t *sector)
{
	start_sector(store, sector, SUPERBLOCK_MAGIC);
	put32(sector + SUPERBLOCK_SECTOR_SIZE, store->sector_size);
	put64(sector + SUPERBLOCK_SIZE, store->size);
	put64(sector + SUPERBLOCK_TABLE, TABLE_OFFSET);
	put64(sector + SUPERBLOCK_ENTRIES, store->entries);
	put64(sector + SUPERBLOCK_DATA, store->data);
	put64(sector + SUPERBLOCK_DATA_SIZE, store->data_size);
	metadata_checksum(sector, sector + METADATA_CHECKSUM);
}

void metadata_make_state(const struct record_store *store, uint8_t *sector)
{
	start_sector(store, sector, STATE_MAGIC);
	put64(sector + STATE_CLEAN, store->clean);
	put64(sector + STATE_IMPORTED, store->imported);
	metadata_checksum(sector, sector + METADATA_CHECKSUM);
}

void metadata_make_entry(const struct record_store *store, const struct record *record,
			 uint8_t *sector)
{
	start_sector(store, sector, ENTRY_MAGIC);
	put64(sector + ENTRY_SEQUENCE, record->sequence);
	put64(sector + ENTRY_OFFSET, record->offset);
	put64(sector + ENTRY_FACTS_SIZE, record->facts_size);
	put64(sector + ENTRY_TEXT_SIZE, record->text_size);
	memcpy(sector + ENTRY_RECORD_DIGEST, record->digest, SHA256_DIGEST_SIZE);
	metadata_checksum(sector, sector + METADATA_CHECKSUM);
}

enum metadata_status metadata_compare(const struct record_store *store, const uint8_t *rebuilt)
{
	if (!memcmp(store->buffer, zeros, METADATA_SIZE))
		return METADATA_ABSENT;
	return memcmp(store->buffer, rebuilt, METADATA_SIZE) ? METADATA_CORRUPT : METADATA_VALID;
}

bool is_other_version(const uint8_t *sector)
{
	uint8_t checksum[SHA256_DIGEST_SIZE];

	metadata_checksum(sector, checksum);
	return !memcmp(sector, SUPERBLOCK_MAGIC, METADATA_MAGIC_SIZE) &&
	       get32(sector + METADATA_VERSION) != VERSION &&
	       !memcmp(sector + METADATA_CHECKSUM, checksum, SHA256_DIGEST_SIZE);
}

bool is_known_sector_size(uint32_t size)
{
	return size == 512 || size == 4096;
}

int metadata_check_device(const struct record_device *device)
{
	if (!is_known_sector_size(device->sector_size))
		return -RECORD_ERR_SECTOR_SIZE;
	if (device->size < RECORD_SIZE_MIN)
		return -RECORD_ERR_TOO_SMALL;
	return 0;
}

static bool is_in_data_area(const struct record_store *store, const struct record *record)
{
	uint64_t before = record->offset - store->data;

	return record->offset % RECORD_BLOCK == 0 && record->offset >= store->data &&
	       before <= store->data_size && record->facts_size <= RECORD_FACTS_MAX &&
	       record->text_size <= store->data_size &&
	       record->facts_size + record->text_size <= store->data_size - before;
}

enum metadata_status metadata_load_entry(struct record_store *store, uint32_t i)
{
	struct record *record = &store->record[i];
	const uint8_t *sector = store->buffer;
	uint8_t rebuilt[METADATA_SIZE];
	enum metadata_status status;

	if (metadata_read(store, entry_offset(i)))
		return METADATA_UNREADABLE;
	record->sequence = get64(sector + ENTRY_SEQUENCE);
	record->offset = get64(sector + ENTRY_OFFSET);
	record->facts_size = get64(sector + ENTRY_FACTS_SIZE);
	record->text_size = get64(sector + ENTRY_TEXT_SIZE);
	memcpy(record->digest, sector + ENTRY_RECORD_DIGEST, SHA256_DIGEST_SIZE);
	metadata_make_entry(store, record, rebuilt);
	status = metadata_compare(store, rebuilt);
	if (status != METADATA_VALID)
		return status;
	if (!is_in_data_area(store, record) || !record->sequence ||
	    record->sequence > RECORD_SEQUENCE_MAX)
		return METADATA_CORRUPT;
	return record->sequence % store->entries == i ? METADATA_VALID : METADATA_MISPLACED;
}

bool is_sharing_data(const struct record *a, const struct record *b)
{
	uint64_t a_end = a->offset + block_round_up(a->facts_size + a->text_size);
	uint64_t b_end = b->offset + block_round_up(b->facts_size + b->text_size);

	return a->offset < b_end && b->offset < a_end && a->offset < a_end && b->offset < b_end;
}
