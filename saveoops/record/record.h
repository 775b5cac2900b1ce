/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The record partition: doc/record-format.md.  The capture side, the host tool, vmcore-dmesg
 * and the fuzzer share this library.  It allocates nothing, prints nothing, and trusts no
 * number that it reads from the device.
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
/* The most bytes of facts that a record on the partition holds. */
#define RECORD_FACTS_MAX 4096u
/* The most bytes that record_append() adds to the facts it is given. */
#define RECORD_FACTS_OWN 64u
/* At a record per nanosecond the sequence numbers last 292 years. */
#define RECORD_SEQUENCE_MAX 0x7fffffffffffffffull

/*
 * enum record_error - the library's own errors; functions return them negated
 *
 * The values are larger than any errno.  A negative errno that a device's callback returns is
 * passed on unchanged.
 */
enum record_error {
	RECORD_ERR_NOT_FORMATTED = 5000, /* neither copy of the superblock is valid */
	RECORD_ERR_VERSION,              /* a superblock of another version */
	RECORD_ERR_TOO_SMALL,            /* less than RECORD_SIZE_MIN */
	RECORD_ERR_TOO_LARGE,            /* more than RECORD_SIZE_MAX */
	RECORD_ERR_TRUNCATED,            /* the device is smaller than when it was formatted */
	RECORD_ERR_DAMAGED,              /* a record does not match its digest */
	RECORD_ERR_FACTS,                /* facts too long, or the last line has no newline */
	RECORD_ERR_EXHAUSTED,            /* no sequence number is left */
	RECORD_ERR_NOT_KEPT,             /* the bytes read back differ from those written */
	RECORD_ERR_TABLE,                /* an entry of the table cannot be read */
	RECORD_ERR_SECTOR_SIZE,          /* the device's is neither 512 nor 4096 */
};

/**
 * struct record_device - access to the device that holds a record partition
 * @size: in bytes; the bytes after the last whole block are not used
 * @sector_size: logical sector size, 512 or 4096; reads and writes are aligned to it
 * @read: fills a buffer from an offset
 * @write: writes a buffer to an offset
 * @flush: returns once everything written is on the medium; later reads come from the medium
 * @context: passed to the three callbacks, which return 0 or a negative errno
 */
struct record_device {
	uint64_t size;
	uint32_t sector_size;
	int (*read)(void *context, uint64_t offset, void *data, uint32_t size);
	int (*write)(void *context, uint64_t offset, const void *data, uint32_t size);
	int (*flush)(void *context);
	void *context;
};

/* The condition in which a metadata sector (superblock, state or entry) was found. */
enum metadata_status {
	METADATA_ABSENT,     /* zeros */
	METADATA_VALID,      /* the bytes that a writer produces */
	METADATA_CORRUPT,    /* other bytes, or impossible numbers */
	METADATA_MISPLACED,  /* valid, but it belongs elsewhere */
	METADATA_UNREADABLE, /* the device reported an error */
};

/**
 * struct record - an entry of the table
 * @sequence: sequence number; 1 for the first record
 * @offset: offset of the facts from the start of the partition, in bytes; the text follows
 * @facts_size: in bytes, at most RECORD_FACTS_MAX
 * @text_size: in bytes
 * @digest: SHA-256 of facts and text
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
 * The structure takes about 80 KiB, so the caller should allocate it statically.  The caller may
 * read all members but @buffer and the tables.
 *
 * @device: the device given to record_open()
 * @uuid: UUID from the superblock
 * @sector_size: the device's sector size when it was formatted
 * @size: size of the partition in bytes when it was formatted
 * @entries: number of entries in the table
 * @data: offset of the data area
 * @data_size: size of the data area in bytes
 * @clean: newest sequence number at the last clean boot
 * @imported: newest sequence number that was imported
 * @superblock: status of the two copies
 * @state: status of the state
 * @entry: status of each entry
 * @record: contents of each entry that is METADATA_VALID
 * @buffer: one aligned block for all device I/O
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
	enum metadata_status superblock[2];
	enum metadata_status state;
	uint8_t entry[RECORD_ENTRIES_MAX];
	struct record record[RECORD_ENTRIES_MAX];
	uint8_t buffer[RECORD_BLOCK] __attribute__((aligned(RECORD_BLOCK)));
};

/**
 * record_format() - make an empty record partition
 * @store: open afterwards
 * @device: device to format; its contents are lost
 * @uuid: RECORD_UUID_SIZE random bytes
 *
 * After a power cut the partition is unformatted, or formatted and empty, or unchanged.  In the
 * last two cases one copy of its superblock may be missing.
 *
 * Return: 0 or a negative error.
 */
int record_format(struct record_store *store, const struct record_device *device,
		  const uint8_t *uuid);

/**
 * record_probe() - read the superblock only
 * @store: filled with geometry and UUID, without records
 * @device: device to examine; must stay valid while @store is used
 *
 * Return: 0 if the device holds a record partition, else a negative error.
 */
int record_probe(struct record_store *store, const struct record_device *device);

/**
 * record_open() - read superblock, state and table
 * @store: to be filled
 * @device: must stay valid while @store is used
 *
 * A single valid copy of the superblock is enough.  Other damage is noted in @store, and the
 * damaged part is left out.
 *
 * Return: 0 or a negative error.
 */
int record_open(struct record_store *store, const struct record_device *device);

/**
 * record_find() - find a record by its sequence number
 * @store: open store
 * @sequence: sequence number
 *
 * Return: the record, or NULL.
 */
const struct record *record_find(const struct record_store *store, uint64_t sequence);

/**
 * record_after() - find the oldest record newer than a sequence number
 * @store: open store
 * @sequence: sequence number; 0 finds the oldest record of all
 *
 * Return: the record, or NULL.
 */
const struct record *record_after(const struct record_store *store, uint64_t sequence);

/**
 * record_before() - find the newest record older than a sequence number
 * @store: open store
 * @sequence: sequence number; UINT64_MAX finds the newest record of all
 *
 * Return: the record, or NULL.
 */
const struct record *record_before(const struct record_store *store, uint64_t sequence);

/**
 * record_last() - get the sequence number that was assigned last
 * @store: open store
 *
 * Records that were removed count, too.  The difference from record_store's clean is the number
 * of captures since the last clean boot.
 *
 * Return: the sequence number; 0 if none was assigned.
 */
uint64_t record_last(const struct record_store *store);

/**
 * record_verify() - compare a record with its digest
 * @store: open store
 * @record: record of @store
 *
 * Return: 0, -RECORD_ERR_DAMAGED, or the device's error.
 */
int record_verify(struct record_store *store, const struct record *record);

/**
 * record_read() - read a part of a record without verifying it
 * @store: open store
 * @record: record of @store
 * @position: offset in facts and text; facts_size is the first byte of the text
 * @data: buffer to be filled
 * @size: in bytes; @position + @size is at most facts_size + text_size
 *
 * Return: 0 or the device's error.
 */
int record_read(struct record_store *store, const struct record *record, uint64_t position,
		void *data, uint64_t size);

/**
 * record_append() - add a record
 * @store: open store; after an error it must be opened again
 * @facts: lines of key=value, each with its newline
 * @facts_size: in bytes, at most RECORD_FACTS_MAX - RECORD_FACTS_OWN
 * @text: any bytes
 * @text_size: in bytes; the oldest lines that exceed the data area are left out
 *
 * The function returns 0 only after the record was read back and compared.  An error or a power
 * cut leaves every record intact that the new one does not overwrite; each overwritten record,
 * and the new one, is either intact or absent.
 *
 * Return: 0 or a negative error.  -RECORD_ERR_TABLE means that an entry could not be read, so
 * nothing was written: that entry may name data that would be overwritten.
 */
int record_append(struct record_store *store, const void *facts, uint64_t facts_size,
		  const void *text, uint64_t text_size);

/**
 * record_set_state() - write the state
 * @store: open store
 * @clean: newest sequence number at a clean boot
 * @imported: newest sequence number that was imported
 *
 * Return: 0 or a negative error.
 */
int record_set_state(struct record_store *store, uint64_t clean, uint64_t imported);

/**
 * record_clear() - remove all records
 * @store: open store
 *
 * The removed records count as imported and the boot as clean.  The next record continues their
 * sequence numbers.
 *
 * Return: 0 or a negative error.
 */
int record_clear(struct record_store *store);

/**
 * struct record_fault - one fault that record_check() found
 * @kind: kind of fault
 * @which: RECORD_FAULT_SUPERBLOCK: the copy, 0 or 1; _ENTRY, _SEQUENCE: index of the entry;
 *	_OVERLAP, _DATA: sequence number; _SIZE, _SECTOR_SIZE: the device's size
 * @other: _SEQUENCE: sequence number in the entry; _OVERLAP: sequence number of the other
 *	record; _SIZE, _SECTOR_SIZE: the superblock's size
 * @unreadable: the device reported an error
 */
struct record_fault {
	enum record_fault_kind {
		RECORD_FAULT_SUPERBLOCK,  /* a copy is damaged */
		RECORD_FAULT_COPIES,      /* both copies are valid, but they differ */
		RECORD_FAULT_SIZE,        /* the device has another size */
		RECORD_FAULT_SECTOR_SIZE, /* the device has larger sectors */
		RECORD_FAULT_STATE,       /* the state is damaged */
		RECORD_FAULT_ENTRY,       /* an entry is damaged */
		RECORD_FAULT_SEQUENCE,    /* an entry cannot hold this sequence number */
		RECORD_FAULT_OVERLAP,     /* two records share data */
		RECORD_FAULT_DATA,        /* a record does not match its digest */
	} kind;
	uint64_t which;
	uint64_t other;
	bool unreadable;
};

/**
 * record_check() - find all faults
 * @store: open store
 * @report: called for each fault
 * @context: passed to @report
 *
 * The remains of a power cut are not a fault.
 *
 * Return: the number of faults.
 */
uint64_t record_check(struct record_store *store,
		      void (*report)(void *context, const struct record_fault *fault),
		      void *context);

/**
 * record_strerror() - describe an error
 * @error: negative error as a function of this library returned it
 *
 * Return: a phrase that follows "DEVICE: "; for a device's error the text of its errno.
 */
const char *record_strerror(int error);

#endif
