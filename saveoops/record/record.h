/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record partition: doc/record-format.md.  One library for the capture
 * side, the host tool and the fuzzer: it allocates nothing, prints nothing,
 * and believes no number that it reads.  Of libc it wants memcpy(), memcmp(),
 * memset() and memchr().
 */
#ifndef SAVEOOPS_RECORD_RECORD_H
#define SAVEOOPS_RECORD_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "util_lib/sha256.h"

#define RECORD_BLOCK       4096u
#define RECORD_SIZE_MIN    0x10000ull
#define RECORD_SIZE_MAX    0x10000000000ull
#define RECORD_ENTRIES_MIN 4
#define RECORD_ENTRIES_MAX 1024
#define RECORD_UUID_SIZE   16
/* What facts may take on the partition. */
#define RECORD_FACTS_MAX 4096u
/* What record_append() may add to the facts that it was given. */
#define RECORD_FACTS_OWN 64u
/* Whoever appended a record each nanosecond would need 292 years. */
#define RECORD_SEQUENCE_MAX 0x7fffffffffffffffull

/* The library's own errors, out of errno's way; all functions return them negative. */
enum {
	RECORD_NOT_FORMATTED = 5000, /* neither copy of the superblock is one */
	RECORD_VERSION,              /* a superblock of another version */
	RECORD_TOO_SMALL,            /* less than RECORD_SIZE_MIN */
	RECORD_TOO_LARGE,            /* more than RECORD_SIZE_MAX */
	RECORD_TRUNCATED,            /* the device is smaller than when it was formatted */
	RECORD_DAMAGED,              /* a record's digest is wrong */
	RECORD_FACTS,                /* facts too long, or their last line has no end */
	RECORD_EXHAUSTED,            /* no sequence number is left */
	RECORD_NOT_KEPT,             /* what was read back isn't what was written */
	RECORD_TABLE,                /* an entry can't be read */
	RECORD_SECTOR_SIZE,          /* the device's is neither 512 nor 4096 */
};

/**
 * struct record_device - what records are on
 * @size: in bytes; what is behind the last whole block isn't used
 * @sector_size: 512 or 4096; reads and writes are aligned to it
 * @read: fill a buffer from an offset
 * @write: the same, the other way
 * @flush: returns once all that was written is on the medium, and later reads
 *	come from there
 * @context: for these three, which return 0 or a negative errno
 */
struct record_device {
	uint64_t size;
	uint32_t sector_size;
	int (*read)(void *context, uint64_t offset, void *data, uint32_t size);
	int (*write)(void *context, uint64_t offset, const void *data, uint32_t size);
	int (*flush)(void *context);
	void *context;
};

/* What an entry of the table, or another seal, was found to be. */
enum record_seal {
	RECORD_ABSENT, /* zeros */
	RECORD_SOUND,
	RECORD_BROKEN,     /* anything else */
	RECORD_MISPLACED,  /* sound, but not what belongs there */
	RECORD_UNREADABLE, /* the device didn't read it */
};

/**
 * struct record - an entry of the table
 * @sequence: 1 for the first record
 * @offset: of the facts; the text follows them; in bytes from the partition's start
 * @facts_size: in bytes, at most RECORD_FACTS_MAX
 * @text_size: in bytes
 * @digest: of facts and text
 */
struct record {
	uint64_t sequence;
	uint64_t offset;
	uint64_t facts_size;
	uint64_t text_size;
	uint8_t digest[SHA256_DIGEST_SIZE];
};

/**
 * struct record_store - an open record partition
 *
 * Some 80 KiB: the caller has it, and had better have it static.  All but
 * @buffer and the tables may be read.
 *
 * @device: as given to record_open()
 * @uuid: the superblock's
 * @sector_size: the device's when it was formatted
 * @size: of the partition in bytes, as formatted
 * @entries: N, the number of entries
 * @data: where the data begin
 * @data_size: in bytes
 * @clean: the newest sequence number at the last clean boot
 * @imported: the newest sequence number that was imported
 * @superblock: what the two copies were found to be
 * @state: what the state was found to be
 * @entry: the same for each entry
 * @record: what entries say that are RECORD_SOUND
 * @buffer: one block, aligned, for whatever goes to the device or comes from it
 */
struct record_store {
	const struct record_device *device;
	uint8_t uuid[RECORD_UUID_SIZE];
	uint32_t sector_size;
	uint64_t size;
	uint32_t entries;
	uint64_t data;
	uint64_t data_size;
	uint64_t clean;
	uint64_t imported;
	enum record_seal superblock[2];
	enum record_seal state;
	uint8_t entry[RECORD_ENTRIES_MAX];
	struct record record[RECORD_ENTRIES_MAX];
	uint8_t buffer[RECORD_BLOCK] __attribute__((aligned(RECORD_BLOCK)));
};

/**
 * record_format() - make an empty record partition
 * @store: open afterwards
 * @device: what it held is lost
 * @uuid: RECORD_UUID_SIZE random bytes
 *
 * After a power cut the partition is not formatted; or formatted and empty; or
 * what it was before; in these two cases one copy of its superblock may be missing.
 *
 * Return: 0 or a negative error.
 */
int record_format(struct record_store *store, const struct record_device *device,
		  const uint8_t *uuid);

/**
 * record_probe() - read no more than the superblock
 * @store: for its geometry and UUID; has no records
 * @device: to be looked at; has to stay where it is
 *
 * Return: 0 if it is a record partition, else a negative error.
 */
int record_probe(struct record_store *store, const struct record_device *device);

/**
 * record_open() - read superblock, state and table
 * @store: to be filled
 * @device: has to stay where it is
 *
 * One sound copy of the superblock is enough; whatever else is damaged is
 * noted in @store, and what it would have said is left out.
 *
 * Return: 0 or a negative error.
 */
int record_open(struct record_store *store, const struct record_device *device);

/**
 * record_find() - the record with a sequence number
 * @store: open
 * @sequence: its number
 *
 * Return: the record, or NULL.
 */
const struct record *record_find(const struct record_store *store, uint64_t sequence);

/**
 * record_after() - the oldest record that is newer
 * @store: open
 * @sequence: than this; 0: the oldest of all
 *
 * Return: the record, or NULL.
 */
const struct record *record_after(const struct record_store *store, uint64_t sequence);

/**
 * record_before() - the newest record that is older
 * @store: open
 * @sequence: than this; UINT64_MAX: the newest of all
 *
 * Return: the record, or NULL.
 */
const struct record *record_before(const struct record_store *store, uint64_t sequence);

/**
 * record_last() - the sequence number that was given out last
 * @store: open
 *
 * It counts records, too, that are there no longer.  Together with
 * record_store's clean it says how many captures there were since a clean boot.
 *
 * Return: the number; 0: none.
 */
uint64_t record_last(const struct record_store *store);

/**
 * record_verify() - check a record's digest
 * @store: open
 * @record: one of the store's
 *
 * Return: 0, -RECORD_DAMAGED, or what the device returned.
 */
int record_verify(struct record_store *store, const struct record *record);

/**
 * record_read() - read some of a record's facts and text; checks no digest
 * @store: open
 * @record: one of the store's
 * @position: 0: the first byte of the facts; facts_size: that of the text
 * @data: to be filled
 * @size: in bytes; @position + @size at most facts_size + text_size
 *
 * Return: 0 or what the device returned.
 */
int record_read(struct record_store *store, const struct record *record, uint64_t position,
		void *data, uint64_t size);

/**
 * record_append() - add a record
 * @store: open; after an error it has to be opened again
 * @facts: lines of key=value, each with its newline
 * @facts_size: in bytes, at most RECORD_FACTS_MAX - RECORD_FACTS_OWN
 * @text: any bytes
 * @text_size: in bytes; of what the data have no room for, the oldest lines are left out
 *
 * Returns 0 only once the record was read back and found the same.  An error,
 * or a power cut, leaves all records whole that aren't in its way; those are
 * whole or gone, and the new one is.
 *
 * Return: 0 or a negative error; -RECORD_TABLE, with nothing written, if an entry
 * couldn't be read: it may name data that would be overwritten.
 */
int record_append(struct record_store *store, const void *facts, uint64_t facts_size,
		  const void *text, uint64_t text_size);

/**
 * record_set_state() - write down what was seen of the records
 * @store: open
 * @clean: the newest sequence number at a clean boot
 * @imported: the newest sequence number that was imported
 *
 * Return: 0 or a negative error.
 */
int record_set_state(struct record_store *store, uint64_t clean, uint64_t imported);

/**
 * record_clear() - remove all records
 * @store: open
 *
 * They count as imported and the boot as clean.  The next record's sequence
 * number goes on from theirs.
 *
 * Return: 0 or a negative error.
 */
int record_clear(struct record_store *store);

/**
 * struct record_fault - one damage
 * @kind: what is wrong
 * @which: RECORD_FAULT_SUPERBLOCK: the copy, 0 or 1; _ENTRY, _SEQUENCE: the entry's
 *	index; _OVERLAP, _DATA: the record's sequence number; _SIZE, _SECTOR_SIZE: the device's
 * @other: _SEQUENCE: the sequence number; _OVERLAP: the other record's; _SIZE,
 *	_SECTOR_SIZE: the superblock's
 * @unreadable: the device didn't even read it
 */
struct record_fault {
	enum record_fault_kind {
		RECORD_FAULT_SUPERBLOCK,  /* a copy is damaged */
		RECORD_FAULT_COPIES,      /* both are sound, but not the same */
		RECORD_FAULT_SIZE,        /* not the device's */
		RECORD_FAULT_SECTOR_SIZE, /* the device's is larger */
		RECORD_FAULT_STATE,       /* is damaged */
		RECORD_FAULT_ENTRY,       /* is damaged */
		RECORD_FAULT_SEQUENCE,    /* can't be in that place, or so late */
		RECORD_FAULT_OVERLAP,     /* two records share data */
		RECORD_FAULT_DATA,        /* a record's digest is wrong */
	} kind;
	uint64_t which;
	uint64_t other;
	bool unreadable;
};

/**
 * record_check() - find every damage
 * @store: open
 * @report: is called for each
 * @context: for @report
 *
 * What a power cut may leave is no damage.
 *
 * Return: the number of faults.
 */
uint64_t record_check(struct record_store *store,
		      void (*report)(void *context, const struct record_fault *fault),
		      void *context);

/**
 * record_strerror() - an error in words
 * @error: negative, as returned
 *
 * Return: words for behind "DEVICE: ", or NULL if it's an errno's.
 */
const char *record_strerror(int error);

#endif
