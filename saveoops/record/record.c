// SPDX-License-Identifier: GPL-2.0-only
/* Reading the record partition. */
#include "seal.h"

#include <string.h>

#include "util_lib/little_endian.h"

/* The superblock in the buffer becomes the store's, if it's one. */
static enum record_seal take_superblock(struct record_store *store)
{
	uint64_t size = get64(store->buffer + SUPERBLOCK_SIZE);
	uint8_t remade[SEAL_SIZE];

	if (size % RECORD_BLOCK || size < RECORD_SIZE_MIN || size > RECORD_SIZE_MAX)
		return RECORD_BROKEN;
	memcpy(store->uuid, store->buffer + SEAL_UUID, RECORD_UUID_SIZE);
	store->sector_size = get32(store->buffer + SUPERBLOCK_SECTOR_SIZE);
	if (!seal_sector_size(store->sector_size))
		return RECORD_BROKEN;
	seal_lay_out(store, size);
	seal_make_superblock(store, remade);
	return seal_judge(store, remade);
}

static int probe_first(struct record_store *store)
{
	if (seal_read(store, 0)) {
		store->superblock[0] = RECORD_UNREADABLE;
		return 0;
	}
	if (seal_other_version(store->buffer))
		return -RECORD_VERSION;
	store->superblock[0] = take_superblock(store);
	return 0;
}

/* Where the first copy counts, the second is only compared with it. */
static enum record_seal probe_second(struct record_store *store)
{
	enum record_seal found;
	uint8_t first[SEAL_SIZE];
	uint64_t size;

	if (store->superblock[0] == RECORD_SOUND) {
		seal_make_superblock(store, first);
		if (seal_read(store, seal_superblock(store, 1)))
			return RECORD_UNREADABLE;
		found = seal_judge(store, first);
		if (found != RECORD_BROKEN)
			return found;
		seal_digest(store->buffer, first);
		return memcmp(store->buffer + SEAL_DIGEST, first, SHA256_DIGEST_SIZE) ?
			       RECORD_BROKEN :
			       RECORD_MISPLACED;
	}
	size = seal_round_down(store->device->size);
	if (seal_read(store, size - RECORD_BLOCK))
		return RECORD_UNREADABLE;
	found = take_superblock(store);
	return found == RECORD_SOUND && store->size != size ? RECORD_MISPLACED : found;
}

/* Neither copy is sound: is that so, or just not to be read? */
static int no_superblock(struct record_store *store)
{
	int result = 0;

	if (store->superblock[0] == RECORD_UNREADABLE)
		result = seal_read(store, 0);
	else if (store->superblock[1] == RECORD_UNREADABLE)
		result = seal_read(store, seal_round_down(store->device->size) - RECORD_BLOCK);
	return result ? result : -RECORD_NOT_FORMATTED;
}

int record_probe(struct record_store *store, const struct record_device *device)
{
	int result = seal_check_device(device);

	memset(store, 0, sizeof(*store));
	store->device = device;
	if (!result)
		result = probe_first(store);
	if (result)
		return result;
	if (store->superblock[0] == RECORD_SOUND && store->size > device->size)
		return -RECORD_TRUNCATED;
	store->superblock[1] = probe_second(store);
	if (store->superblock[0] != RECORD_SOUND && store->superblock[1] != RECORD_SOUND)
		return no_superblock(store);
	return 0;
}

static enum record_seal load_state(struct record_store *store)
{
	enum record_seal found = RECORD_UNREADABLE;
	uint8_t remade[SEAL_SIZE];

	if (!seal_read(store, STATE_OFFSET)) {
		store->clean = get64(store->buffer + STATE_CLEAN);
		store->imported = get64(store->buffer + STATE_IMPORTED);
		seal_make_state(store, remade);
		found = seal_judge(store, remade);
	}
	if (store->clean > RECORD_SEQUENCE_MAX || store->imported > RECORD_SEQUENCE_MAX)
		found = RECORD_BROKEN;
	if (found != RECORD_SOUND)
		store->clean = store->imported = 0;
	return found;
}

int record_open(struct record_store *store, const struct record_device *device)
{
	int result = record_probe(store, device);
	uint32_t i;

	if (result)
		return result;
	store->state = load_state(store);
	for (i = 0; i < store->entries; i++)
		store->entry[i] = seal_load_entry(store, i);
	return 0;
}

const struct record *record_find(const struct record_store *store, uint64_t sequence)
{
	uint32_t i = sequence % store->entries;

	if (store->entry[i] != RECORD_SOUND || store->record[i].sequence != sequence)
		return NULL;
	return &store->record[i];
}

const struct record *record_after(const struct record_store *store, uint64_t sequence)
{
	const struct record *found = NULL, *record;
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		record = &store->record[i];
		if (store->entry[i] == RECORD_SOUND && record->sequence > sequence &&
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
		if (store->entry[i] == RECORD_SOUND && record->sequence < sequence &&
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

/* The block that holds the position goes into the buffer; from where on, and how much. */
static int read_block(struct record_store *store, const struct record *record, uint64_t position,
		      const uint8_t **data, uint64_t *size)
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
		result = read_block(store, record, position, &from, &n);
		if (result)
			return result;
		n = seal_min(n, size);
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
		result = read_block(store, record, position, &data, &n);
		if (result)
			return result;
		n = seal_min(n, size - position);
		sha256_add(&sha, data, n);
	}
	sha256_end(&sha, digest);
	return memcmp(digest, record->digest, SHA256_DIGEST_SIZE) ? -RECORD_DAMAGED : 0;
}

const char *record_strerror(int error)
{
	switch (-error) {
	case RECORD_NOT_FORMATTED:
		return "holds no records (a partition made by saveoops format was expected)";
	case RECORD_VERSION:
		return "is formatted for another version of saveoops (version 1 was expected)";
	case RECORD_TOO_SMALL:
		return "is too small (64 KiB at least were expected)";
	case RECORD_TOO_LARGE:
		return "is too large (1 TiB at most was expected)";
	case RECORD_TRUNCATED:
		return "is smaller than it was when it was formatted, so its end is missing";
	case RECORD_DAMAGED:
		return "a record is damaged: its digest is wrong";
	case RECORD_FACTS:
		return "the facts cannot be recorded (whole lines, less than 4 KiB, were expected)";
	case RECORD_EXHAUSTED:
		return "no sequence number is left for another record";
	case RECORD_NOT_KEPT:
		return "did not keep what was written: something else was read back";
	case RECORD_TABLE:
		return "an entry of its table cannot be read, so a record might be overwritten";
	case RECORD_SECTOR_SIZE:
		return "has sectors of an unknown size (512 or 4096 bytes were expected)";
	default:
		return NULL;
	}
}
