/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What only the library of the record partition knows: where things lie, and
 * how a seal is made.  Section names are those of doc/record-format.md.
 */
#ifndef SAVEOOPS_RECORD_SEAL_H
#define SAVEOOPS_RECORD_SEAL_H

#include "record.h"

/* Seals */
#define SEAL_SIZE       512u
#define SEAL_DIGEST     480u
#define SEAL_MAGIC_SIZE 8
#define SEAL_VERSION    8
#define SEAL_UUID       16

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

static inline uint64_t seal_min(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static inline uint64_t seal_round_down(uint64_t x)
{
	return x & ~(uint64_t)(RECORD_BLOCK - 1);
}

static inline uint64_t seal_round_up(uint64_t x)
{
	return seal_round_down(x + RECORD_BLOCK - 1);
}

static inline uint64_t seal_superblock(const struct record_store *store, int copy)
{
	return copy ? store->size - RECORD_BLOCK : 0;
}

static inline uint64_t seal_entry(uint32_t i)
{
	return TABLE_OFFSET + (uint64_t)i * RECORD_BLOCK;
}

/**
 * seal_read() - read the sector that holds a seal
 * @store: gets it into its buffer
 * @offset: of the seal
 *
 * Return: 0 or what the device returned.
 */
static inline int seal_read(struct record_store *store, uint64_t offset)
{
	const struct record_device *device = store->device;

	return device->read(device->context, offset, store->buffer, device->sector_size);
}

/**
 * seal_lay_out() - fill in what follows from the size
 * @store: gets its geometry
 * @size: of the partition, whole blocks
 */
void seal_lay_out(struct record_store *store, uint64_t size);

/**
 * seal_digest() - the digest that a seal should have
 * @seal: SEAL_SIZE bytes
 * @digest: to be filled; may be the seal's own
 */
void seal_digest(const uint8_t *seal, uint8_t *digest);

/**
 * seal_make_superblock() - the superblock of a store
 * @store: with geometry and UUID
 * @seal: to be filled
 */
void seal_make_superblock(const struct record_store *store, uint8_t *seal);

/**
 * seal_make_state() - the state of a store
 * @store: with UUID, clean and imported
 * @seal: to be filled
 */
void seal_make_state(const struct record_store *store, uint8_t *seal);

/**
 * seal_make_entry() - the entry of a record
 * @store: with UUID
 * @record: all of it
 * @seal: to be filled
 */
void seal_make_entry(const struct record_store *store, const struct record *record, uint8_t *seal);

/**
 * seal_judge() - what is a seal that was read?
 * @store: has it in its buffer
 * @remade: the one that its numbers would make
 *
 * Return: RECORD_ABSENT, _SOUND or _BROKEN.
 */
enum record_seal seal_judge(const struct record_store *store, const uint8_t *remade);

/**
 * seal_other_version() - is this a superblock of another version?
 * @seal: SEAL_SIZE bytes
 */
bool seal_other_version(const uint8_t *seal);

/**
 * seal_load_entry() - read an entry of the table
 * @store: gets the record, if it's sound
 * @i: the entry's index
 *
 * Return: what it is.
 */
enum record_seal seal_load_entry(struct record_store *store, uint32_t i);

/**
 * seal_share_data() - is a block of data part of two records?
 * @a: a sound record
 * @b: another
 */
bool seal_share_data(const struct record *a, const struct record *b);

/**
 * seal_check_device() - can there be a record partition on it?
 * @device: looked at, not read
 *
 * Return: 0 or a negative error.
 */
int seal_check_device(const struct record_device *device);

/**
 * seal_sector_size() - do we know such sectors?
 * @size: in bytes
 */
bool seal_sector_size(uint32_t size);

#endif
