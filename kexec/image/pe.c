// SPDX-License-Identifier: GPL-2.0-only
#include "pe.h"

#include <string.h>

#include "util_lib/little_endian.h"

/* Sections of "PE Format", and the offsets of their fields.  "MS-DOS Stub": */
#define PE_OFFSET 0x3c /* u32 */
#define STUB_SIZE 0x40
/* "Signature", "COFF File Header" */
#define MACHINE       4  /* u16 */
#define SECTION_COUNT 6  /* u16 */
#define OPTIONAL_SIZE 20 /* u16 */
#define COFF_END      24
/* "Section Table" */
#define SECTION_SIZE 40
#define NAME_SIZE    8
#define VIRTUAL_SIZE 8  /* u32 */
#define RAW_SIZE     16 /* u32 */
#define RAW_OFFSET   20 /* u32 */

static int find_section_table(struct pe *pe, size_t header)
{
	const uint8_t *p = pe->file->data + header;
	size_t left = pe->file->size - header, table;

	if (left < COFF_END || memcmp(p, "PE\0\0", 4))
		return -1;
	table = COFF_END + get16(p + OPTIONAL_SIZE);
	pe->machine = get16(p + MACHINE);
	pe->count = get16(p + SECTION_COUNT);
	pe->sections = p + table;
	return table <= left && pe->count <= (left - table) / SECTION_SIZE ? 0 : -1;
}

int pe_open(struct pe *pe, const struct blob *file)
{
	size_t header;

	*pe = (struct pe){ .file = file };
	if (file->size < STUB_SIZE || memcmp(file->data, "MZ", 2))
		return -1;
	header = get32(file->data + PE_OFFSET);
	return header <= file->size ? find_section_table(pe, header) : -1;
}

int pe_section(const struct pe *pe, size_t index, struct pe_section *section)
{
	const uint8_t *p = pe->sections + index * SECTION_SIZE;
	size_t offset = get32(p + RAW_OFFSET), raw = get32(p + RAW_SIZE);
	size_t used = get32(p + VIRTUAL_SIZE);

	memcpy(section->name, p, NAME_SIZE);
	section->name[NAME_SIZE] = '\0';
	/*
	 * VirtualSize is the size without the padding; a larger one requests zeros after the
	 * content.
	 */
	section->size = used && used < raw ? used : raw;
	if (!section->size)
		offset = 0;
	section->content = pe->file->data + offset;
	return offset <= pe->file->size && section->size <= pe->file->size - offset ? 0 : -1;
}
