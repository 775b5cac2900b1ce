// SPDX-License-Identifier: GPL-2.0-only
#include "boot_notes.h"

#include <string.h>

#include "util_lib/align.h"
#include "util_lib/little_endian.h"

/* Header of the notes: u32 magic, u32 size, u16 checksum, u16 number of notes. */
#define NOTES_SIZE        4
#define NOTES_CHECKSUM    8
#define NOTES_COUNT       10
#define NOTES_HEADER_SIZE 12

/* Header of a note: u32 size of the name, which is empty, u32 size of the text, u32 type. */
#define NOTE_SIZE 12

enum note_type {
	LOADER_NAME = 2,
	LOADER_VERSION = 3,
	COMMAND_LINE = 4,
};

static size_t boot_note_size(const char *text)
{
	return NOTE_SIZE + round_up(strlen(text) + 1, 4);
}

static uint8_t *put_boot_note(uint8_t *to, enum note_type type, const char *text)
{
	put32(to + 4, strlen(text) + 1);
	put32(to + 8, type);
	memcpy(to + NOTE_SIZE, text, strlen(text) + 1);
	return to + boot_note_size(text);
}

/* The checksum of RFC 1071: the sum of all words, including the checksum, is 0xffff. */
static uint16_t boot_notes_checksum(const uint8_t *notes, size_t size)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < size; i += 2)
		sum += get16(notes + i);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

int boot_notes_place(struct load *load, uint64_t *address, struct error *error)
{
	const char *line = load->command_line;
	size_t size = NOTES_HEADER_SIZE + boot_note_size(PACKAGE_NAME) +
		      boot_note_size(PACKAGE_VERSION) + boot_note_size(line);
	uint8_t *end, *notes = load_keep(load, size, error);
	struct segment segment = {
		.name = "boot notes",
		.content = notes,
		.stored = size,
		.size = size,
	};

	if (!notes)
		return -1;
	put32(notes, BOOT_NOTES_MAGIC);
	put32(notes + NOTES_SIZE, size);
	put16(notes + NOTES_COUNT, 3);
	end = put_boot_note(notes + NOTES_HEADER_SIZE, LOADER_NAME, PACKAGE_NAME);
	end = put_boot_note(end, LOADER_VERSION, PACKAGE_VERSION);
	put_boot_note(end, COMMAND_LINE, line);
	put16(notes + NOTES_CHECKSUM, boot_notes_checksum(notes, size));
	return segments_place(&load->segments, segment, PLACE_PAGE, address, error);
}
