// SPDX-License-Identifier: GPL-2.0-only
/* Section names are those of doc/record-format.md. */
#include "record.h"

#include <string.h>

#include "../util_lib/little_endian.h"

/* Seals */
#define SEAL_SIZE		512u
#define SEAL_DIGEST		480u
#define SEAL_MAGIC_SIZE		8
#define SEAL_VERSION		8
#define SEAL_UUID		16
#define VERSION			1

/* Superblock */
#define SUPERBLOCK_MAGIC	"SAVEOOPS"
#define SUPERBLOCK_SECTOR_SIZE	12
#define SUPERBLOCK_SIZE		32
#define SUPERBLOCK_TABLE	40
#define SUPERBLOCK_ENTRIES	48
#define SUPERBLOCK_DATA		56
#define SUPERBLOCK_DATA_SIZE	64

/* State */
#define STATE_MAGIC		"OOPSSTAT"
#define STATE_CLEAN		32
#define STATE_IMPORTED		40

/* Entry */
#define ENTRY_MAGIC		"OOPSRECD"
#define ENTRY_SEQUENCE		32
#define ENTRY_OFFSET		40
#define ENTRY_FACTS_SIZE	48
#define ENTRY_TEXT_SIZE		56
#define ENTRY_RECORD_DIGEST	64

/* Layout */
#define STATE_OFFSET		RECORD_BLOCK
#define TABLE_OFFSET		(2 * RECORD_BLOCK)
#define BYTES_PER_ENTRY		0x40000u

/* A line of a kernel log isn't longer; what is may be cut anywhere. */
#define LINE_MAX_SIZE		1024

static const uint8_t zeros[SEAL_SIZE];

static uint64_t min64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t round_down(uint64_t x)
{
	return x & ~(uint64_t)(RECORD_BLOCK - 1);
}

static uint64_t round_up(uint64_t x)
{
	return round_down(x + RECORD_BLOCK - 1);
}

static bool sector_size_known(uint32_t size)
{
	return size == 512 || size == 4096;
}

static void lay_out(struct record_store *store, uint64_t size)
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

static uint64_t superblock_offset(const struct record_store *store, int copy)
{
	return copy ? store->size - RECORD_BLOCK : 0;
}

static uint64_t entry_offset(uint32_t i)
{
	return TABLE_OFFSET + (uint64_t)i * RECORD_BLOCK;
}

static int device_read(struct record_store *store, uint64_t offset, uint32_t size)
{
	const struct record_device *device = store->device;

	return device->read(device->context, offset, store->buffer, size);
}

static int device_write(struct record_store *store, uint64_t offset, uint32_t size)
{
	const struct record_device *device = store->device;

	return device->write(device->context, offset, store->buffer, size);
}

static int device_flush(struct record_store *store)
{
	return store->device->flush(store->device->context);
}

static int read_seal(struct record_store *store, uint64_t offset)
{
	return device_read(store, offset, store->device->sector_size);
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

static void digest_seal(const uint8_t *seal, uint8_t *digest)
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

static void make_superblock(const struct record_store *store, uint8_t *seal)
{
	begin_seal(store, seal, SUPERBLOCK_MAGIC);
	put32(seal + SUPERBLOCK_SECTOR_SIZE, store->sector_size);
	put64(seal + SUPERBLOCK_SIZE, store->size);
	put64(seal + SUPERBLOCK_TABLE, TABLE_OFFSET);
	put64(seal + SUPERBLOCK_ENTRIES, store->entries);
	put64(seal + SUPERBLOCK_DATA, store->data);
	put64(seal + SUPERBLOCK_DATA_SIZE, store->data_size);
	digest_seal(seal, seal + SEAL_DIGEST);
}

static void make_state(const struct record_store *store, uint8_t *seal)
{
	begin_seal(store, seal, STATE_MAGIC);
	put64(seal + STATE_CLEAN, store->clean);
	put64(seal + STATE_IMPORTED, store->imported);
	digest_seal(seal, seal + SEAL_DIGEST);
}

static void make_entry(const struct record_store *store, const struct record *record,
		       uint8_t *seal)
{
	begin_seal(store, seal, ENTRY_MAGIC);
	put64(seal + ENTRY_SEQUENCE, record->sequence);
	put64(seal + ENTRY_OFFSET, record->offset);
	put64(seal + ENTRY_FACTS_SIZE, record->facts_size);
	put64(seal + ENTRY_TEXT_SIZE, record->text_size);
	memcpy(seal + ENTRY_RECORD_DIGEST, record->digest, SHA256_DIGEST_SIZE);
	digest_seal(seal, seal + SEAL_DIGEST);
}

/*
 * The seal in the buffer against the one that its numbers would make: so
 * magic, version, UUID, digest and what must be 0 are all compared at once.
 */
static enum record_seal judge(const struct record_store *store, const uint8_t *remade)
{
	if (!memcmp(store->buffer, zeros, SEAL_SIZE))
		return RECORD_ABSENT;
	return memcmp(store->buffer, remade, SEAL_SIZE) ? RECORD_BROKEN : RECORD_SOUND;
}

/* Sound, and yet not for us. */
static bool other_version(const uint8_t *seal)
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	digest_seal(seal, digest);
	return !memcmp(seal, SUPERBLOCK_MAGIC, SEAL_MAGIC_SIZE) &&
	       get32(seal + SEAL_VERSION) != VERSION &&
	       !memcmp(seal + SEAL_DIGEST, digest, SHA256_DIGEST_SIZE);
}

/* The superblock in the buffer becomes the store's, if it's one. */
static enum record_seal take_superblock(struct record_store *store)
{
	uint64_t size = get64(store->buffer + SUPERBLOCK_SIZE);
	uint8_t remade[SEAL_SIZE];

	if (size % RECORD_BLOCK || size < RECORD_SIZE_MIN || size > RECORD_SIZE_MAX)
		return RECORD_BROKEN;
	memcpy(store->uuid, store->buffer + SEAL_UUID, RECORD_UUID_SIZE);
	store->sector_size = get32(store->buffer + SUPERBLOCK_SECTOR_SIZE);
	if (!sector_size_known(store->sector_size))
		return RECORD_BROKEN;
	lay_out(store, size);
	make_superblock(store, remade);
	return judge(store, remade);
}

static int probe_first(struct record_store *store)
{
	if (read_seal(store, 0)) {
		store->superblock[0] = RECORD_UNREADABLE;
		return 0;
	}
	if (other_version(store->buffer))
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
		make_superblock(store, first);
		if (read_seal(store, superblock_offset(store, 1)))
			return RECORD_UNREADABLE;
		found = judge(store, first);
		if (found != RECORD_BROKEN)
			return found;
		digest_seal(store->buffer, first);
		return memcmp(store->buffer + SEAL_DIGEST, first, SHA256_DIGEST_SIZE) ?
			RECORD_BROKEN : RECORD_MISPLACED;
	}
	size = round_down(store->device->size);
	if (read_seal(store, size - RECORD_BLOCK))
		return RECORD_UNREADABLE;
	found = take_superblock(store);
	return found == RECORD_SOUND && store->size != size ? RECORD_MISPLACED : found;
}

/* Neither copy is sound: is that so, or just not to be read? */
static int no_superblock(struct record_store *store)
{
	int result = 0;

	if (store->superblock[0] == RECORD_UNREADABLE)
		result = read_seal(store, 0);
	else if (store->superblock[1] == RECORD_UNREADABLE)
		result = read_seal(store, round_down(store->device->size) - RECORD_BLOCK);
	return result ? result : -RECORD_NOT_FORMATTED;
}

static int check_device(const struct record_device *device)
{
	if (!sector_size_known(device->sector_size))
		return -RECORD_SECTOR_SIZE;
	if (device->size < RECORD_SIZE_MIN)
		return -RECORD_TOO_SMALL;
	return 0;
}

int record_probe(struct record_store *store, const struct record_device *device)
{
	int result = check_device(device);

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

	if (!read_seal(store, STATE_OFFSET)) {
		store->clean = get64(store->buffer + STATE_CLEAN);
		store->imported = get64(store->buffer + STATE_IMPORTED);
		make_state(store, remade);
		found = judge(store, remade);
	}
	if (store->clean > RECORD_SEQUENCE_MAX || store->imported > RECORD_SEQUENCE_MAX)
		found = RECORD_BROKEN;
	if (found != RECORD_SOUND)
		store->clean = store->imported = 0;
	return found;
}

static bool in_data(const struct record_store *store, const struct record *record)
{
	uint64_t before = record->offset - store->data;

	return record->offset % RECORD_BLOCK == 0 && record->offset >= store->data &&
	       before <= store->data_size &&
	       record->facts_size <= RECORD_FACTS_MAX &&
	       record->text_size <= store->data_size &&
	       record->facts_size + record->text_size <= store->data_size - before;
}

static enum record_seal load_entry(struct record_store *store, uint32_t i)
{
	struct record *record = &store->record[i];
	const uint8_t *seal = store->buffer;
	uint8_t remade[SEAL_SIZE];
	enum record_seal found;

	if (read_seal(store, entry_offset(i)))
		return RECORD_UNREADABLE;
	record->sequence = get64(seal + ENTRY_SEQUENCE);
	record->offset = get64(seal + ENTRY_OFFSET);
	record->facts_size = get64(seal + ENTRY_FACTS_SIZE);
	record->text_size = get64(seal + ENTRY_TEXT_SIZE);
	memcpy(record->digest, seal + ENTRY_RECORD_DIGEST, SHA256_DIGEST_SIZE);
	make_entry(store, record, remade);
	found = judge(store, remade);
	if (found != RECORD_SOUND)
		return found;
	if (!in_data(store, record) || !record->sequence ||
	    record->sequence > RECORD_SEQUENCE_MAX)
		return RECORD_BROKEN;
	return record->sequence % store->entries == i ? RECORD_SOUND : RECORD_MISPLACED;
}

int record_open(struct record_store *store, const struct record_device *device)
{
	int result = record_probe(store, device);
	uint32_t i;

	if (result)
		return result;
	store->state = load_state(store);
	for (i = 0; i < store->entries; i++)
		store->entry[i] = load_entry(store, i);
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
static int read_block(struct record_store *store, const struct record *record,
		      uint64_t position, const uint8_t **data, uint64_t *size)
{
	uint64_t skip = position % RECORD_BLOCK;

	*data = store->buffer + skip;
	*size = RECORD_BLOCK - skip;
	return device_read(store, record->offset + position - skip, RECORD_BLOCK);
}

int record_read(struct record_store *store, const struct record *record,
		uint64_t position, void *data, uint64_t size)
{
	const uint8_t *from;
	uint8_t *to = data;
	uint64_t n;
	int result;

	for (; size; size -= n, position += n, to += n) {
		result = read_block(store, record, position, &from, &n);
		if (result)
			return result;
		n = min64(n, size);
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
		n = min64(n, size - position);
		sha256_add(&sha, data, n);
	}
	sha256_end(&sha, digest);
	return memcmp(digest, record->digest, SHA256_DIGEST_SIZE) ? -RECORD_DAMAGED : 0;
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
		n = min64(payload->size[i], RECORD_BLOCK - filled);
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

	end = memchr(text + drop - 1, '\n', min64(size - drop, LINE_MAX_SIZE));
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
	offset = newest->offset + round_up(newest->facts_size + newest->text_size);
	if (store->data + store->data_size - offset < round_up(size))
		return store->data;
	return offset;
}

static bool share_data(const struct record *a, const struct record *b)
{
	uint64_t a_end = a->offset + round_up(a->facts_size + a->text_size);
	uint64_t b_end = b->offset + round_up(b->facts_size + b->text_size);

	return a->offset < b_end && b->offset < a_end &&
	       a->offset < a_end && b->offset < b_end;
}

static bool in_the_way(const struct record_store *store, const struct record *new, uint32_t i)
{
	if (i == new->sequence % store->entries)
		return store->entry[i] != RECORD_ABSENT;
	return store->entry[i] == RECORD_SOUND && share_data(&store->record[i], new);
}

static int remove_entry(struct record_store *store, uint32_t i)
{
	store->entry[i] = RECORD_ABSENT;
	return write_seal(store, entry_offset(i), zeros);
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
		result = read_seal(store, offset);
	if (result)
		return result;
	return memcmp(store->buffer, seal, SEAL_SIZE) ? -RECORD_NOT_KEPT : 0;
}

static int commit_entry(struct record_store *store, const struct record *new)
{
	uint32_t i = new->sequence % store->entries;
	uint8_t seal[SEAL_SIZE];
	int result;

	make_entry(store, new, seal);
	result = commit_seal(store, entry_offset(i), seal);
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
	make_state(store, seal);
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
		store->entry[i] = load_entry(store, i);
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
		result = write_whole_seal(store, superblock_offset(store, copy), seal);
	return result ? result : device_flush(store);
}

static int write_rest(struct record_store *store)
{
	uint8_t seal[SEAL_SIZE];
	uint32_t i;
	int result;

	make_state(store, seal);
	result = write_whole_seal(store, STATE_OFFSET, seal);
	for (i = 0; !result && i < store->entries; i++)
		result = write_whole_seal(store, entry_offset(i), zeros);
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
	int result = check_device(device);

	if (result)
		return result;
	if (round_down(device->size) > RECORD_SIZE_MAX)
		return -RECORD_TOO_LARGE;
	memset(store, 0, sizeof(*store));
	store->device = device;
	store->sector_size = device->sector_size;
	memcpy(store->uuid, uuid, RECORD_UUID_SIZE);
	lay_out(store, round_down(device->size));

	result = write_superblocks(store, zeros);
	if (!result)
		result = write_rest(store);
	make_superblock(store, seal);
	if (!result)
		result = write_superblocks(store, seal);
	if (!result)
		result = record_open(store, device);
	if (result)
		return result;
	return all_sound(store) && !memcmp(store->uuid, uuid, RECORD_UUID_SIZE) ?
		0 : -RECORD_NOT_KEPT;
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
