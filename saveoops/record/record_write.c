// SPDX-License-Identifier: GPL-2.0-only
/* Writing the record partition; doc/record-format.md defines the order of the writes. */
#include "metadata.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "include/kexec_bake_oops.h"

/* The longest line of a kernel log; a longer one may be cut anywhere. */
#define LOG_LINE_MAX 1024

static const uint8_t zeros[METADATA_SIZE];

static int device_write(struct record_store *store, uint64_t offset, uint32_t size)
{
	const struct record_device *device = store->device;

	return device->write(device->context, offset, store->buffer, size);
}

static int device_flush(struct record_store *store)
{
	return store->device->flush(store->device->context);
}

static int write_metadata(struct record_store *store, uint64_t offset, const uint8_t *sector)
{
	memset(store->buffer, 0, RECORD_BLOCK);
	memcpy(store->buffer, sector, METADATA_SIZE);
	return device_write(store, offset, store->device->sector_size);
}

/* Formatting clears the rest of the block, too: other formats keep their magic there. */
static int write_metadata_block(struct record_store *store, uint64_t offset, const uint8_t *sector)
{
	memset(store->buffer, 0, RECORD_BLOCK);
	memcpy(store->buffer, sector, METADATA_SIZE);
	return device_write(store, offset, RECORD_BLOCK);
}

/* The bytes still to be written: the given facts, the fact of the library, and the text. */
struct payload {
	const uint8_t *piece[3];
	uint64_t size[3];
};

static uint32_t fill_block(struct payload *payload, uint8_t *block)
{
	uint32_t filled = 0;
	uint64_t n;
	int i;

	memset(block, 0, RECORD_BLOCK);
	for (i = 0; i < 3; i++) {
		n = record_min(payload->size[i], RECORD_BLOCK - filled);
		if (!n)
			continue;
		memcpy(block + filled, payload->piece[i], n);
		payload->piece[i] += n;
		payload->size[i] -= n;
		filled += n;
	}
	return filled;
}

/* Return: the bytes of text to leave out, at least @drop, so that the rest starts a line. */
static uint64_t round_up_to_line(const uint8_t *text, uint64_t size, uint64_t drop)
{
	const uint8_t *end;

	end = memchr(text + drop - 1, '\n', record_min(size - drop, LOG_LINE_MAX));
	return end ? (uint64_t)(end + 1 - text) : drop;
}

static void drop_oldest_lines(const struct record_store *store, struct payload *payload, char *note)
{
	uint64_t space = store->data_size - payload->size[0];
	uint64_t drop;

	if (payload->size[2] <= space)
		return;
	space -= RECORD_FACTS_OWN;
	drop = round_up_to_line(payload->piece[2], payload->size[2], payload->size[2] - space);
	payload->piece[2] += drop;
	payload->size[2] -= drop;
	payload->piece[1] = (uint8_t *)note;
	payload->size[1] = snprintf(note, RECORD_FACTS_OWN,
				    KEXEC_BAKE_FACT_TEXT_BYTES_DROPPED "=%" PRIu64 "\n", drop);
}

/* The space after the newest record, or the start of the data area. */
static uint64_t choose_offset(const struct record_store *store, uint64_t size)
{
	const struct record *newest = record_before(store, UINT64_MAX);
	uint64_t offset;

	if (!newest)
		return store->data;
	offset = newest->offset + block_round_up(newest->facts_size + newest->text_size);
	if (store->data + store->data_size - offset < block_round_up(size))
		return store->data;
	return offset;
}

static bool is_in_the_way(const struct record_store *store, const struct record *new, uint32_t i)
{
	if (i == new->sequence % store->entries)
		return store->entry[i] != METADATA_ABSENT;
	return store->entry[i] == METADATA_VALID && is_sharing_data(&store->record[i], new);
}

static int remove_entry(struct record_store *store, uint32_t i)
{
	store->entry[i] = METADATA_ABSENT;
	return write_metadata(store, entry_offset(i), zeros);
}

static int remove_overwritten(struct record_store *store, const struct record *new)
{
	uint32_t i;
	int result;

	for (i = 0; i < store->entries; i++) {
		if (!is_in_the_way(store, new, i))
			continue;
		result = remove_entry(store, i);
		if (result)
			return result;
	}
	/* Zeros that an earlier writer left in an entry may not have reached the medium yet. */
	return device_flush(store);
}

static int write_payload(struct record_store *store, struct record *new, struct payload payload)
{
	uint64_t offset = new->offset;
	struct sha256 sha;
	uint32_t n;
	int result;

	sha256_start(&sha);
	while ((n = fill_block(&payload, store->buffer))) {
		sha256_add(&sha, store->buffer, n);
		result = device_write(store, offset, RECORD_BLOCK);
		if (result)
			return result;
		offset += n;
	}
	sha256_end(&sha, new->digest);
	return device_flush(store);
}

/* Write a metadata sector, and compare it with the one read back. */
static int commit_metadata(struct record_store *store, uint64_t offset, const uint8_t *sector)
{
	int result = write_metadata(store, offset, sector);

	if (!result)
		result = device_flush(store);
	if (!result)
		result = metadata_read(store, offset);
	if (result)
		return result;
	return memcmp(store->buffer, sector, METADATA_SIZE) ? -RECORD_ERR_NOT_KEPT : 0;
}

static int commit_entry(struct record_store *store, const struct record *new)
{
	uint32_t i = new->sequence % store->entries;
	uint8_t sector[METADATA_SIZE];
	int result;

	metadata_make_entry(store, new, sector);
	result = commit_metadata(store, entry_offset(i), sector);
	if (!result)
		result = record_verify(store, new);
	if (result)
		return result == -RECORD_ERR_DAMAGED ? -RECORD_ERR_NOT_KEPT : result;
	store->entry[i] = METADATA_VALID;
	store->record[i] = *new;
	return 0;
}

/* An unreadable entry may name any part of the data area. */
static int check_all_readable(const struct record_store *store)
{
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		if (store->entry[i] == METADATA_UNREADABLE)
			return -RECORD_ERR_TABLE;
	}
	return 0;
}

static int check_given_facts(const uint8_t *facts, uint64_t size)
{
	if (size > RECORD_FACTS_MAX - RECORD_FACTS_OWN)
		return -RECORD_ERR_FACTS;
	return size && facts[size - 1] != '\n' ? -RECORD_ERR_FACTS : 0;
}

int record_append(struct record_store *store, const void *facts, uint64_t facts_size,
		  const void *text, uint64_t text_size)
{
	struct payload payload = { { facts, NULL, text }, { facts_size, 0, text_size } };
	char note[RECORD_FACTS_OWN];
	struct record new = { 0 };
	int result;

	result = check_given_facts(facts, facts_size);
	if (!result)
		result = check_all_readable(store);
	if (result)
		return result;
	new.sequence = record_last(store) + 1;
	if (new.sequence > RECORD_SEQUENCE_MAX)
		return -RECORD_ERR_EXHAUSTED;
	drop_oldest_lines(store, &payload, note);
	new.facts_size = payload.size[0] + payload.size[1];
	new.text_size = payload.size[2];
	new.offset = choose_offset(store, new.facts_size + new.text_size);

	result = remove_overwritten(store, &new);
	if (!result)
		result = write_payload(store, &new, payload);
	return result ? result : commit_entry(store, &new);
}

int record_set_state(struct record_store *store, uint64_t clean, uint64_t imported)
{
	uint8_t sector[METADATA_SIZE];
	int result;

	store->clean = clean;
	store->imported = imported;
	metadata_make_state(store, sector);
	result = commit_metadata(store, STATE_OFFSET, sector);
	if (!result)
		store->state = METADATA_VALID;
	return result;
}

int record_clear(struct record_store *store)
{
	uint64_t last = record_last(store);
	uint32_t i;
	int result;

	/* The state comes first: it keeps the sequence numbers from starting again. */
	result = record_set_state(store, last, last);
	for (i = 0; !result && i < store->entries; i++) {
		if (store->entry[i] != METADATA_ABSENT)
			result = remove_entry(store, i);
	}
	if (!result)
		result = device_flush(store);
	for (i = 0; !result && i < store->entries; i++) {
		store->entry[i] = metadata_load_entry(store, i);
		if (store->entry[i] != METADATA_ABSENT)
			result = -RECORD_ERR_NOT_KEPT;
	}
	return result;
}

/* A reader in between finds either no record partition or this one. */
static int write_superblocks(struct record_store *store, const uint8_t *sector)
{
	int copy, result = 0;

	for (copy = 0; !result && copy < 2; copy++)
		result = write_metadata_block(store, superblock_offset(store, copy), sector);
	return result ? result : device_flush(store);
}

static int write_state_and_table(struct record_store *store)
{
	uint8_t sector[METADATA_SIZE];
	uint32_t i;
	int result;

	metadata_make_state(store, sector);
	result = write_metadata_block(store, STATE_OFFSET, sector);
	for (i = 0; !result && i < store->entries; i++)
		result = write_metadata_block(store, entry_offset(i), zeros);
	return result ? result : device_flush(store);
}

static bool is_empty_and_valid(const struct record_store *store)
{
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		if (store->entry[i] != METADATA_ABSENT)
			return false;
	}
	return store->superblock[0] == METADATA_VALID && store->superblock[1] == METADATA_VALID &&
	       store->state == METADATA_VALID;
}

int record_format(struct record_store *store, const struct record_device *device,
		  const uint8_t *uuid)
{
	uint8_t sector[METADATA_SIZE];
	int result = metadata_check_device(device);

	if (result)
		return result;
	if (block_round_down(device->size) > RECORD_SIZE_MAX)
		return -RECORD_ERR_TOO_LARGE;
	memset(store, 0, sizeof(*store));
	store->device = device;
	store->sector_size = device->sector_size;
	memcpy(store->uuid, uuid, RECORD_UUID_SIZE);
	metadata_set_geometry(store, block_round_down(device->size));

	result = write_superblocks(store, zeros);
	if (!result)
		result = write_state_and_table(store);
	metadata_make_superblock(store, sector);
	if (!result)
		result = write_superblocks(store, sector);
	if (!result)
		result = record_open(store, device);
	if (result)
		return result;
	return is_empty_and_valid(store) && !memcmp(store->uuid, uuid, RECORD_UUID_SIZE) ?
		       0 :
		       -RECORD_ERR_NOT_KEPT;
}
