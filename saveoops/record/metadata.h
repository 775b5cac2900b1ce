/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The metadata sectors of a record partition: superblock, state and entries.  Each has 512
 * bytes, the last 32 of which are its checksum.  This header is private to the record library;
 * its section names are those of doc/record-format.md.
 */
#ifndef SAVEOOPS_RECORD_METADATA_H
#define SAVEOOPS_RECORD_METADATA_H

#include "record.h"

/* Metadata sectors */
#define METADATA_SIZE       512u
#define METADATA_CHECKSUM   480u
#define METADATA_MAGIC_SIZE 8
#define METADATA_VERSION    8
#define METADATA_UUID       16

/* Superblock */
#define SUPERBLOCK_MAGIC       "SAVEOOPS"
#define SUPERBLOCK_SECTOR_SIZE 12
#define SUPERBLOCK_SIZE        32
#define SUPERBLOCK_TABLE       40
#define SUPERBLOCK_ENTRIES     48
#define SUPERBLOCK_DATA        56
#define SUPERBLOCK_DATA_SIZE   64

/* State */
#define STATE_MAGIC    "OOPSSTAT"
#define STATE_CLEAN    32
#define STATE_IMPORTED 40

/* Entry */
#define ENTRY_MAGIC         "OOPSRECD"
#define ENTRY_SEQUENCE      32
#define ENTRY_OFFSET        40
#define ENTRY_FACTS_SIZE    48
#define ENTRY_TEXT_SIZE     56
#define ENTRY_RECORD_DIGEST 64

/* Layout */
#define STATE_OFFSET RECORD_BLOCK
#define TABLE_OFFSET (2 * RECORD_BLOCK)

static inline uint64_t record_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t block_round_down(uint64_t x)
{
	return x & ~(uint64_t)(RECORD_BLOCK - 1);
}

static inline uint64_t block_round_up(uint64_t x)
{
	return block_round_down(x + RECORD_BLOCK - 1);
}

static inline uint64_t superblock_offset(const struct record_store *store, int copy)
{
	return copy ? store->size - RECORD_BLOCK : 0;
}

static inline uint64_t entry_offset(uint32_t i)
{
	return TABLE_OFFSET + (uint64_t)i * RECORD_BLOCK;
}

/**
 * metadata_read() - read a metadata sector into the store's buffer
 * @store: store whose buffer is filled
 * @offset: offset of the sector
 *
 * Return: 0 or the device's error.
 */
static inline int metadata_read(struct record_store *store, uint64_t offset)
{
	const struct record_device *device = store->device;

	return device->read(device->context, offset, store->buffer, device->sector_size);
}

/**
 * metadata_set_geometry() - derive the geometry from the size
 * @store: store whose geometry is filled in
 * @size: size of the partition in bytes, a multiple of RECORD_BLOCK
 */
void metadata_set_geometry(struct record_store *store, uint64_t size);

/**
 * metadata_checksum() - compute the checksum of a metadata sector
 * @sector: METADATA_SIZE bytes
 * @checksum: SHA256_DIGEST_SIZE bytes to be filled; may lie in @sector
 */
void metadata_checksum(const uint8_t *sector, uint8_t *checksum);

/**
 * metadata_make_superblock() - build the superblock of a store
 * @store: store with geometry and UUID
 * @sector: METADATA_SIZE bytes to be filled
 */
void metadata_make_superblock(const struct record_store *store, uint8_t *sector);

/**
 * metadata_make_state() - build the state of a store
 * @store: store with UUID, clean and imported
 * @sector: METADATA_SIZE bytes to be filled
 */
void metadata_make_state(const struct record_store *store, uint8_t *sector);

/**
 * metadata_make_entry() - build the entry of a record
 * @store: store with UUID
 * @record: complete record
 * @sector: METADATA_SIZE bytes to be filled
 */
void metadata_make_entry(const struct record_store *store, const struct record *record,
			 uint8_t *sector);

/**
 * metadata_compare() - validate the metadata sector in the store's buffer
 * @store: store whose buffer holds the sector
 * @rebuilt: the sector that a writer would build from the same numbers
 *
 * A single comparison covers magic, version, UUID, checksum and the bytes that must be 0.
 *
 * Return: METADATA_ABSENT, _VALID or _CORRUPT.
 */
enum metadata_status metadata_compare(const struct record_store *store, const uint8_t *rebuilt);

/**
 * is_other_version() - is this a valid superblock of another version?
 * @sector: METADATA_SIZE bytes
 */
bool is_other_version(const uint8_t *sector);

/**
 * metadata_load_entry() - read an entry of the table
 * @store: store whose record is filled in if the entry is valid
 * @i: index of the entry
 *
 * Return: status of the entry.
 */
enum metadata_status metadata_load_entry(struct record_store *store, uint32_t i);

/**
 * is_sharing_data() - do two records share a block of data?
 * @a: valid record
 * @b: another valid record
 */
bool is_sharing_data(const struct record *a, const struct record *b);

/**
 * metadata_check_device() - check size and sector size of a device without reading it
 * @device: device to check
 *
 * Return: 0 or a negative error.
 */
int metadata_check_device(const struct record_device *device);

/**
 * is_known_sector_size() - is this sector size supported?
 * @size: in bytes
 */
bool is_known_sector_size(uint32_t size);

#endif
