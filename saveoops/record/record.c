// SPDX-License-Identifier: GPL-2.0-only
/* Reading the record partition. */
#include "metadata.h"

#include <string.h>

#include "util_lib/little_endian.h"

/* Fill the geometry and UUID of the store from the superblock in its buffer. */
static enum metadata_status parse_superblock(struct record_store *store)
{
	uint64_t size = get64(store->buffer + SUPERBLOCK_SIZE);
	uint8_t rebuilt[METADATA_SIZE];

	if (size % RECORD_BLOCK || size < RECORD_SIZE_MIN || size > RECORD_SIZE_MAX)
		return METADATA_CORRUPT;
	memcpy(store->uuid, store->buffer + METADATA_UUID, RECORD_UUID_SIZE);
	store->sector_size = get32(store->buffer + SUPERBLOCK_SECTOR_SIZE);
	if (!is_known_sector_size(store->sector_size))
		return METADATA_CORRUPT;
	metadata_set_geometry(store, size);
	metadata_make_superblock(store, rebuilt);
	return metadata_compare(store, rebuilt);
}

static int probe_first_superblock(struct record_store *store)
{
	if (metadata_read(store, 0)) {
		store->superblock[0] = METADATA_UNREADABLE;
		return 0;
	}
	if (is_other_version(store->buffer))
		return -RECORD_ERR_VERSION;
	store->superblock[0] = parse_superblock(store);
	return 0;
}

/* A valid first copy decides, and the second is only compared with it. */
static enum metadata_status probe_second_superblock(struct record_store *store)
{
	enum metadata_status status;
	uint8_t first[METADATA_SIZE];
	uint64_t size;

	if (store->superblock[0] == METADATA_VALID) {
		metadata_make_superblock(store, first);
		if (metadata_read(store, superblock_offset(store, 1)))
			return METADATA_UNREADABLE;
		status = metadata_compare(store, first);
		if (status != METADATA_CORRUPT)
			return status;
		metadata_checksum(store->buffer, first);
		return memcmp(store->buffer + METADATA_CHECKSUM, first, SHA256_DIGEST_SIZE) ?
			       METADATA_CORRUPT :
			       METADATA_MISPLACED;
	}
	size = block_round_down(store->device->size);
	if (metadata_read(store, size - RECORD_BLOCK))
		return METADATA_UNREADABLE;
	status = parse_superblock(store);
	return status == METADATA_VALID && store->size != size ? METADATA_MISPLACED : status;
}

/* Without a valid copy, a read error takes precedence over -RECORD_ERR_NOT_FORMATTED. */
static int explain_no_superblock(struct record_store *store)
{
	int result = 0;

	if (store->superblock[0] == METADATA_UNREADABLE)
		result = metadata_read(store, 0);
	else if (store->superblock[1] == METADATA_UNREADABLE)
		result = metadata_read(store, block_round_down(store->device->size) - RECORD_BLOCK);
	return result ? result : -RECORD_ERR_NOT_FORMATTED;
}

int record_probe(struct record_store *store, const struct record_device *device)
{
	int result = metadata_check_device(device);

	memset(store, 0, sizeof(*store));
	store->device = device;
	if (!result)
		result = probe_first_superblock(store);
	if (result)
		return result;
	if (store->superblock[0] == METADATA_VALID && store->size > device->size)
		return -RECORD_ERR_TRUNCATED;
	store->superblock[1] = probe_second_superblock(store);
	if (store->superblock[0] != METADATA_VALID && store->superblock[1] != METADATA_VALID)
		return explain_no_superblock(store);
	return 0;
}

static enum metadata_status load_state(struct record_store *store)
{
	enum metadata_status status = METADATA_UNREADABLE;
	uint8_t rebuilt[METADATA_SIZE];

	if (!metadata_read(store, STATE_OFFSET)) {
		store->clean = get64(store->buffer + STATE_CLEAN);
		store->imported = get64(store->buffer + STATE_IMPORTED);
		metadata_make_state(store, rebuilt);
		status = metadata_compare(store, rebuilt);
	}
	if (store->clean > RECORD_SEQUENCE_MAX || store->imported > RECORD_SEQUENCE_MAX)
		status = METADATA_CORRUPT;
	if (status != METADATA_VALID)
		store->clean = store->imported = 0;
	return status;
}

int record_open(struct record_store *store, const struct record_device *device)
{
	int result = record_probe(store, device);
	uint32_t i;

	if (result)
		return result;
	store->state = load_state(store);
	for (i = 0; i < store->entries; i++)
		store->entry[i] = metadata_load_entry(store, i);
	return 0;
}

const struct record *record_find(const struct record_store *store, uint64_t sequence)
{
	uint32_t i = sequence % store->entries;

	if (store->entry[i] != METADATA_VALID || store->record[i].sequence != sequence)
		return NULL;
	return &store->record[i];
}

const struct record *record_after(const struct record_store *store, uint64_t sequence)
{
	const struct record *found = NULL, *record;
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		record = &store->record[i];
		if (store->entry[i] == METADATA_VALID && record->sequence > sequence &&
		    (!found || record->sequence < found->sequence))
			found = record;
	}
	return found;
}

const struct record *record_before(const struct record_store *store, uint64_t sequence)
{
	const struct record *found = NULL, *record;
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		record = &store->record[i];
		if (store->entry[i] == METADATA_VALID && record->sequence < sequence &&
		    (!found || record->sequence > found->sequence))
			found = record;
	}
	return found;
}

uint64_t record_last(const struct record_store *store)
{
	const struct record *newest = record_before(store, UINT64_MAX);
	uint64_t last = newest ? newest->sequence : 0;

	if (last < store->clean)
		last = store->clean;
	return last < store->imported ? store->imported : last;
}

/* Read the block that holds @position; @data and @size are the bytes of it from there on. */
static int read_record_block(struct record_store *store, const struct record *record,
			     uint64_t position, const uint8_t **data, uint64_t *size)
{
	uint64_t skip = position % RECORD_BLOCK;

	*data = store->buffer + skip;
	*size = RECORD_BLOCK - skip;
	return store->device->read(store->device->context, record->offset + position - skip,
				   store->buffer, RECORD_BLOCK);
}

int record_read(struct record_store *store, const struct record *record, uint64_t position,
		void *data, uint64_t size)
{
	const uint8_t *from;
	uint8_t *to = data;
	uint64_t n;
	int result;

	for (; size; size -= n, position += n, to += n) {
		result = read_record_block(store, record, position, &from, &n);
		if (result)
			return result;
		n = record_min(n, size);
		memcpy(to, from, n);
	}
	return 0;
}

int record_verify(struct record_store *store, const struct record *record)
{
	uint64_t position, n, size = record->facts_size + record->text_size;
	uint8_t digest[SHA256_DIGEST_SIZE];
	const uint8_t *data;
	struct sha256 sha;
	int result;

	sha256_start(&sha);
	for (position = 0; position < size; position += n) {
		result = read_record_block(store, record, position, &data, &n);
		if (result)
			return result;
		n = record_min(n, size - position);
		sha256_add(&sha, data, n);
	}
	sha256_end(&sha, digest);
	return memcmp(digest, record->digest, SHA256_DIGEST_SIZE) ? -RECORD_ERR_DAMAGED : 0;
}

const char *record_strerror(int error)
{
	switch ((enum record_error) - error) {
	case RECORD_ERR_NOT_FORMATTED:
		return "holds no records (a partition made by saveoops format was expected)";
	case RECORD_ERR_VERSION:
		return "is formatted for another version of saveoops (version 1 was expected)";
	case RECORD_ERR_TOO_SMALL:
		return "is too small (at least 64 KiB were expected)";
	case RECORD_ERR_TOO_LARGE:
		return "is too large (at most 1 TiB was expected)";
	case RECORD_ERR_TRUNCATED:
		return "is smaller than it was when it was formatted, so its end is missing";
	case RECORD_ERR_DAMAGED:
		return "a record is damaged: its digest is wrong";
	case RECORD_ERR_FACTS:
		return "the facts cannot be recorded (whole lines, less than 4 KiB, were expected)";
	case RECORD_ERR_EXHAUSTED:
		return "no sequence number is left for another record";
	case RECORD_ERR_NOT_KEPT:
		return "did not keep what was written: something else was read back";
	case RECORD_ERR_TABLE:
		return "an entry of its table cannot be read, so a record might be overwritten";
	case RECORD_ERR_SECTOR_SIZE:
		return "has an unsupported sector size (512 or 4096 bytes were expected)";
	}
	return strerror(-error);
}
