// SPDX-License-Identifier: GPL-2.0-only
#include "initrd.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define UNPACKED_RATIO	4

/* buffer-format.rst: a magic number and 13 numbers of 8 hexadecimal digits. */
#define CPIO_HEADER	110
#define CPIO_FILESIZE	(6 + 6 * 8)
#define CPIO_NAMESIZE	(6 + 11 * 8)

static size_t align4(size_t x)
{
	return (x + 3) & ~(size_t)3;
}

static int append(struct blob *joined, const char *name, struct error *error)
{
	size_t start = align4(joined->size);
	struct blob file;
	uint8_t *data;

	if (file_read(name, &file, error))
		return -1;
	data = realloc(joined->data, start + file.size);
	if (!data) {
		blob_free(&file);
		return fail(error, "%s: out of memory", name);
	}
	memset(data + joined->size, 0, start - joined->size);
	memcpy(data + start, file.data, file.size);
	joined->data = data;
	joined->size = start + file.size;
	blob_free(&file);
	return 0;
}

int initrd_read(struct blob *initrd, const char *const *names, size_t count,
		struct error *error)
{
	size_t i;

	if (count == 1)
		return file_read(names[0], initrd, error);
	for (i = 0; i < count; i++) {
		if (!append(initrd, names[i], error))
			continue;
		blob_free(initrd);
		return -1;
	}
	return 0;
}

static bool is_cpio(const uint8_t *p, size_t size)
{
	return size >= CPIO_HEADER && (!memcmp(p, "070701", 6) ||
				       !memcmp(p, "070702", 6));
}

/* 0 if it's none: strtoul() would take a sign, and a sum could wrap around. */
static size_t hex_field(const uint8_t *p)
{
	char digits[9] = { 0 };

	memcpy(digits, p, 8);
	if (strspn(digits, "0123456789abcdefABCDEF") != 8)
		return 0;
	return strtoul(digits, NULL, 16);
}

/* Of an archive's member, header and all; at most @size. */
static size_t member_size(const uint8_t *p, size_t size)
{
	size_t n = align4(CPIO_HEADER + hex_field(p + CPIO_NAMESIZE)) +
		   align4(hex_field(p + CPIO_FILESIZE));

	return n < size ? n : size;
}

uint64_t initrd_unpacked(const struct blob *initrd)
{
	size_t at = 0;

	/* Archives and the zeros between them, up to what is no archive. */
	while (at < initrd->size) {
		if (is_cpio(initrd->data + at, initrd->size - at))
			at += member_size(initrd->data + at, initrd->size - at);
		else if (!initrd->data[at])
			at++;
		else
			break;
	}
	return at + (uint64_t)(initrd->size - at) * UNPACKED_RATIO;
}
