// SPDX-License-Identifier: GPL-2.0-only
/* GPT: UEFI specification 2.10, sections 5.2 (the MBR before it) and 5.3. */
#include "partuuid.h"

#include <stdio.h>
#include <string.h>

#include "util_lib/little_endian.h"

#define MBR_SIGNATURE       440
#define MBR_ENTRIES         446
#define MBR_ENTRY_SIZE      16
#define MBR_ENTRY_TYPE      4
#define MBR_MAGIC           510
#define MBR_TYPE_PROTECTIVE 0xee

#define GPT_MAGIC          "EFI PART"
#define GPT_ENTRIES_LBA    72
#define GPT_ENTRIES_COUNT  80
#define GPT_ENTRY_SIZE     84
#define GPT_ENTRY_GUID     16
#define GPT_ENTRY_START    32
#define GPT_ENTRY_SIZE_MIN 128
/* The leading bytes of an entry that are read. */
#define GPT_ENTRY_USED 40

static uint8_t block[RECORD_BLOCK] __attribute__((aligned(RECORD_BLOCK)));

/* Return: @size bytes at @offset, all in one sector; NULL if they cannot be read. */
static const uint8_t *read_in_sector(const struct record_device *disk, uint64_t offset,
				     uint32_t size)
{
	uint32_t skip = offset % disk->sector_size;

	if (disk->sector_size > sizeof(block) || skip + size > disk->sector_size ||
	    offset > disk->size || size > disk->size - offset)
		return NULL;
	if (disk->read(disk->context, offset - skip, block, disk->sector_size))
		return NULL;
	return block + skip;
}

/* UEFI 2.10, appendix A: the first three fields of a GUID are little-endian. */
static void guid_to_text(char *text, const uint8_t *guid)
{
	static const uint8_t order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	uint8_t uuid[16];
	int i;

	for (i = 0; i < 16; i++)
		uuid[i] = guid[order[i]];
	uuid_to_text(uuid, text);
}

static bool is_protective_mbr(const uint8_t *mbr)
{
	int i;

	for (i = 0; i < 4; i++)
		if (mbr[MBR_ENTRIES + i * MBR_ENTRY_SIZE + MBR_ENTRY_TYPE] == MBR_TYPE_PROTECTIVE)
			return true;
	return false;
}

static int read_gpt_partuuid(char *text, const struct record_device *disk, uint64_t header_at,
			     unsigned int number, uint64_t start)
{
	const uint8_t *header = read_in_sector(disk, header_at, 512);
	uint64_t entries, sectors = disk->size / disk->sector_size;
	uint32_t entry_size;
	const uint8_t *entry;

	if (!header || memcmp(header, GPT_MAGIC, 8))
		return -1;
	entries = get64(header + GPT_ENTRIES_LBA);
	entry_size = get32(header + GPT_ENTRY_SIZE);
	if (number > get32(header + GPT_ENTRIES_COUNT) || entries >= sectors ||
	    entry_size < GPT_ENTRY_SIZE_MIN || entry_size > RECORD_BLOCK)
		return -1;
	entry = read_in_sector(disk,
			       entries * disk->sector_size + (uint64_t)(number - 1) * entry_size,
			       GPT_ENTRY_USED);
	if (!entry || get64(entry + GPT_ENTRY_START) != start * 512 / disk->sector_size)
		return -1;
	guid_to_text(text, entry + GPT_ENTRY_GUID);
	return 0;
}

/* The second header is in the last sector: UEFI 2.10, section 5.3.2. */
int partuuid_read(char *text, const struct record_device *disk, unsigned int number, uint64_t start)
{
	const uint8_t *mbr = read_in_sector(disk, 0, 512);
	uint64_t last = disk->size - disk->sector_size;

	if (!mbr || !number || get16(mbr + MBR_MAGIC) != 0xaa55)
		return -1;
	if (!is_protective_mbr(mbr)) {
		snprintf(text, UUID_TEXT_SIZE, "%08x-%02x", get32(mbr + MBR_SIGNATURE), number);
		return 0;
	}
	if (!read_gpt_partuuid(text, disk, disk->sector_size, number, start))
		return 0;
	return read_gpt_partuuid(text, disk, last, number, start);
}
