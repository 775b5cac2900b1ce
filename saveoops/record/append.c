// SPDX-License-Identifier: GPL-2.0-only
/* All that writes to the record partition; the order of it is doc/record-format.md's. */
#include "seal.h"

#include <string.h>

/* A line of a kernel log isn't longer; what is may be cut anywhere. */
#define LINE_MAX_SIZE 1024

static const uint8_t zeros[SEAL_SIZE];

static int device_write(struct record_store *store, uint64_t offset, uint32_t size)
{
	const struct record_device *device = store->device;

	return device->write(device->context, offset, store->buffer, size);
}

static int device_flush(struct record_store *store)
{
	return store->device->flush(store->device->context);
}

static int write_seal(struct record_store *store, uint64_t offset, const uint8_t *seal)
{
	memset(store->buffer, 0, RECORD_BLOCK);
	memcpy(store->buffer, seal, SEAL_SIZE);
	return device_write(store, offset, store->device->sector_size);
}

/* Formatting clears the rest of the block too: other formats have marks there. */
static int write_whole_seal(struct record_store *store, uint64_t offset, const uint8_t *seal)
{
	memset(store->buffer, 0, RECORD_BLOCK);
	memcpy(store->buffer, seal, SEAL_SIZE);
	return device_write(store, offset, RECORD_BLOCK);
}

/* Facts, the fact that is the library's own, and text, yet to be written. */
struct payload {
	const uint8_t *piece[3];
	uint64_t size[3];
};

static uint32_t gather(struct payload *payload, uint8_t *block)
{
	uint32_t filled = 0;
	uint64_t n;
	int i;

	memset(block, 0, RECORD_BLOCK);
	for (i = 0; i < 3; i++) {
		n = seal_min(payload->size[i], RECORD_BLOCK - filled);
		if (!n)
			continue;
		memcpy(block + filled, payload->piece[i], n);
		payload->piece[i] += n;
		payload->size[i] -= n;
		filled += n;
	}
	return filled;
}

/* Return: how many bytes of the text to leave out, if so much has to go. */
static uint64_t line_start(const uint8_t *text, uint64_t size, uint64_t drop)
{
	const uint8_t *end;

	end = memchr(text + drop - 1, '\n', seal_min(size - drop, LINE_MAX_SIZE));
	return end ? (uint64_t)(end + 1 - text) : drop;
}

static uint64_t describe_drop(uint64_t drop, char *note)
{
	static const char key[] = "text_bytes_dropped=";
	char digits[20];
	uint64_t size = sizeof(key) - 1;
	int n = 0;

	memcpy(note, key, size);
	do
		digits[n++] = '0' + drop % 10;
	while (drop /= 10);
	while (n)
		note[size++] = digits[--n];
	note[size++] = '\n';
	return size;
}

static void make_fit(const struct record_store *store, struct payload *payload, char *note)
{
	uint64_t room = store->data_size - payload->size[0];
	uint64_t drop;

	if (payload->size[2] <= room)
		return;
	room -= RECORD_FACTS_OWN;
	drop = line_start(payload->piece[2], payload->size[2], payload->size[2] - room);
	payload->piece[2] += drop;
	payload->size[2] -= drop;
	payload->piece[1] = (uint8_t *)note;
	payload->size[1] = describe_drop(drop, note);
}

/* Behind the newest record, or at the start. */
static uint64_t find_place(const struct record_store *store, uint64_t size)
{
	const struct record *newest = record_before(store, UINT64_MAX);
	uint64_t offset;

	if (!newest)
		return store->data;
	offset = newest->offset + seal_round_up(newest->facts_size + newest->text_size);
	if (store->data + store->data_size - offset < seal_round_up(size))
		return store->data;
	return offset;
}

static bool in_the_way(const struct record_store *store, const struct record *new, uint32_t i)
{
	if (i == new->sequence % store->entries)
		return store->entry[i] != RECORD_ABSENT;
	return store->entry[i] == RECORD_SOUND && seal_share_data(&store->record[i], new);
}

static int remove_entry(struct record_store *store, uint32_t i)
{
	store->entry[i] = RECORD_ABSENT;
	return write_seal(store, seal_entry(i), zeros);
}

static int make_room(struct record_store *store, const struct record *new)
{
	uint32_t i;
	int result;

	for (i = 0; i < store->entries; i++) {
		if (!in_the_way(store, new, i))
			continue;
		result = remove_entry(store, i);
		if (result)
			return result;
	}
	/* An entry that was seen as zeros may still be on its way to the medium. */
	return device_flush(store);
}

static int write_payload(struct record_store *store, struct record *new, struct payload payload)
{
	uint64_t offset = new->offset;
	struct sha256 sha;
	uint32_t n;
	int result;

	sha256_start(&sha);
	while ((n = gather(&payload, store->buffer))) {
		sha256_add(&sha, store->buffer, n);
		result = device_write(store, offset, RECORD_BLOCK);
		if (result)
			return result;
		offset += n;
	}
	sha256_end(&sha, new->digest);
	return device_flush(store);
}

/* Writes a seal, and sees that it's there. */
static int commit_seal(struct record_store *store, uint64_t offset, const uint8_t *seal)
{
	int result = write_seal(store, offset, seal);

	if (!result)
		result = device_flush(store);
	if (!result)
		result = seal_read(store, offset);
	if (result)
		return result;
	return memcmp(store->buffer, seal, SEAL_SIZE) ? -RECORD_NOT_KEPT : 0;
}

static int commit_entry(struct record_store *store, const struct record *new)
{
	uint32_t i = new->sequence % store->entries;
	uint8_t seal[SEAL_SIZE];
	int result;

	seal_make_entry(store, new, seal);
	result = commit_seal(store, seal_entry(i), seal);
	if (!result)
		result = record_verify(store, new);
	if (result)
		return result == -RECORD_DAMAGED ? -RECORD_NOT_KEPT : result;
	store->entry[i] = RECORD_SOUND;
	store->record[i] = *new;
	return 0;
}

/* Who knows whose data an entry names that can't be read? */
static int know_all_entries(const struct record_store *store)
{
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		if (store->entry[i] == RECORD_UNREADABLE)
			return -RECORD_TABLE;
	}
	return 0;
}

static int check_facts(const uint8_t *facts, uint64_t size)
{
	if (size > RECORD_FACTS_MAX - RECORD_FACTS_OWN)
		return -RECORD_FACTS;
	return size && facts[size - 1] != '\n' ? -RECORD_FACTS : 0;
}

int record_append(struct record_store *store, const void *facts, uint64_t facts_size,
		  const void *text, uint64_t text_size)
{
	struct payload payload = { { facts, NULL, text }, { facts_size, 0, text_size } };
	char note[RECORD_FACTS_OWN];
	struct record new = { 0 };
	int result;

	result = check_facts(facts, facts_size);
	if (!result)
		result = know_all_entries(store);
	if (result)
		return result;
	new.sequence = record_last(store) + 1;
	if (new.sequence > RECORD_SEQUENCE_MAX)
		return -RECORD_EXHAUSTED;
	make_fit(store, &payload, note);
	new.facts_size = payload.size[0] + payload.size[1];
	new.text_size = payload.size[2];
	new.offset = find_place(store, new.facts_size + new.text_size);

	result = make_room(store, &new);
	if (!result)
		result = write_payload(store, &new, payload);
	return result ? result : commit_entry(store, &new);
}

int record_set_state(struct record_store *store, uint64_t clean, uint64_t imported)
{
	uint8_t seal[SEAL_SIZE];
	int result;

	store->clean = clean;
	store->imported = imported;
	seal_make_state(store, seal);
	result = commit_seal(store, STATE_OFFSET, seal);
	if (!result)
		store->state = RECORD_SOUND;
	return result;
}

int record_clear(struct record_store *store)
{
	uint64_t last = record_last(store);
	uint32_t i;
	int result;

	/* First: or else the sequence numbers would begin again. */
	result = record_set_state(store, last, last);
	for (i = 0; !result && i < store->entries; i++) {
		if (store->entry[i] != RECORD_ABSENT)
			result = remove_entry(store, i);
	}
	if (!result)
		result = device_flush(store);
	for (i = 0; !result && i < store->entries; i++) {
		store->entry[i] = seal_load_entry(store, i);
		if (store->entry[i] != RECORD_ABSENT)
			result = -RECORD_NOT_KEPT;
	}
	return result;
}

/* Whoever comes in between finds either no record partition or this one. */
static int write_superblocks(struct record_store *store, const uint8_t *seal)
{
	int copy, result = 0;

	for (copy = 0; !result && copy < 2; copy++)
		result = write_whole_seal(store, seal_superblock(store, copy), seal);
	return result ? result : device_flush(store);
}

static int write_rest(struct record_store *store)
{
	uint8_t seal[SEAL_SIZE];
	uint32_t i;
	int result;

	seal_make_state(store, seal);
	result = write_whole_seal(store, STATE_OFFSET, seal);
	for (i = 0; !result && i < store->entries; i++)
		result = write_whole_seal(store, seal_entry(i), zeros);
	return result ? result : device_flush(store);
}

static bool all_sound(const struct record_store *store)
{
	uint32_t i;

	for (i = 0; i < store->entries; i++) {
		if (store->entry[i] != RECORD_ABSENT)
			return false;
	}
	return store->superblock[0] == RECORD_SOUND && store->superblock[1] == RECORD_SOUND &&
	       store->state == RECORD_SOUND;
}

int record_format(struct record_store *store, const struct record_device *device,
		  const uint8_t *uuid)
{
	uint8_t seal[SEAL_SIZE];
	int result = seal_check_device(device);

	if (result)
		return result;
	if (seal_round_down(device->size) > RECORD_SIZE_MAX)
		return -RECORD_TOO_LARGE;
	memset(store, 0, sizeof(*store));
	store->device = device;
	store->sector_size = device->sector_size;
	memcpy(store->uuid, uuid, RECORD_UUID_SIZE);
	seal_lay_out(store, seal_round_down(device->size));

	result = write_superblocks(store, zeros);
	if (!result)
		result = write_rest(store);
	seal_make_superblock(store, seal);
	if (!result)
		result = write_superblocks(store, seal);
	if (!result)
		result = record_open(store, device);
	if (result)
		return result;
	return all_sound(store) && !memcmp(store->uuid, uuid, RECORD_UUID_SIZE) ? 0 :
										  -RECORD_NOT_KEPT;
}
