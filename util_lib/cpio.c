// SPDX-License-Identifier: GPL-2.0-only
#include "cpio.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "align.h"

/* The size of a header, and offsets of its numbers of 8 hexadecimal digits (buffer-format.rst). */
#define HEADER       110
#define AT_INODE     6
#define AT_MODE      14
#define AT_SIZE      54
#define AT_MAJOR     78
#define AT_MINOR     86
#define AT_NAME_SIZE 94

size_t cpio_padding(uint64_t size)
{
	return -size & (CPIO_ALIGN - 1);
}

/* strtoul() alone would accept a sign or spaces. */
static int parse_hex_digits(uint32_t *number, const uint8_t *digits)
{
	char text[9] = { 0 };

	memcpy(text, digits, 8);
	*number = strtoul(text, NULL, 16);
	return strspn(text, "0123456789abcdefABCDEF") == 8 ? 0 : -1;
}

static int parse_header(struct cpio_member *member, const uint8_t *header)
{
	uint32_t size, name_size, major, minor;

	if (parse_hex_digits(&member->inode, header + AT_INODE) ||
	    parse_hex_digits(&member->mode, header + AT_MODE) ||
	    parse_hex_digits(&size, header + AT_SIZE) ||
	    parse_hex_digits(&major, header + AT_MAJOR) ||
	    parse_hex_digits(&minor, header + AT_MINOR) ||
	    parse_hex_digits(&name_size, header + AT_NAME_SIZE) || !name_size)
		return -1;
	member->device = major << 8 | minor;
	member->name_size = name_size - 1;
	member->size = size;
	return 0;
}

size_t cpio_parse(struct cpio_member *member, const uint8_t *data, size_t size)
{
	size_t head, left;

	if (size < HEADER || (memcmp(data, "070701", 6) && memcmp(data, "070702", 6)) ||
	    parse_header(member, data))
		return 0;
	head = round_up(HEADER + member->name_size + 1, CPIO_ALIGN);
	if (head > size || data[HEADER + member->name_size])
		return 0;
	member->name = (const char *)data + HEADER;
	member->content = data + head;
	left = size - head;
	if (member->size > left)
		member->size = left;
	return round_up(member->size, CPIO_ALIGN) < left ?
		       head + round_up(member->size, CPIO_ALIGN) :
		       size;
}

size_t cpio_head(uint8_t *head, const struct cpio_member *member)
{
	size_t size = round_up(HEADER + member->name_size + 1, CPIO_ALIGN);

	memset(head, 0, size);
	snprintf((char *)head, CPIO_HEAD_MAX,
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%.*s", member->inode,
		 member->mode, 0, 0, 1, 0, (uint32_t)member->size, 0, 0, member->device >> 8,
		 member->device & 0xff, (uint32_t)member->name_size + 1, 0, (int)member->name_size,
		 member->name);
	return size;
}

/* Return: the mode of the member of that name, or 0 if there is none. */
static unsigned int find_member_mode(const struct cpio *cpio, const char *path, size_t size)
{
	const struct blob *archive = &cpio->archive;
	struct cpio_member member;
	size_t at, n;

	for (at = 0; at < archive->size; at += n) {
		n = cpio_parse(&member, archive->data + at, archive->size - at);
		if (member.name_size == size && !memcmp(member.name, path, size))
			return member.mode;
	}
	return 0;
}

static int grow_archive(struct cpio *cpio, size_t size, struct error *error)
{
	size_t capacity = cpio->capacity ? cpio->capacity : 65536;
	uint8_t *data;

	if (size > UINT32_MAX)
		return fail(error, "the initramfs: is larger than 4 GiB");
	while (capacity - cpio->archive.size < size)
		capacity *= 2;
	if (capacity == cpio->capacity)
		return 0;
	data = realloc(cpio->archive.data, capacity);
	if (!data)
		return fail(error, "the initramfs: out of memory for %zu bytes", capacity);
	cpio->archive.data = data;
	cpio->capacity = capacity;
	return 0;
}

/* Appends the data, and zeros up to a multiple of CPIO_ALIGN. */
static void append_padded(struct cpio *cpio, const void *data, size_t size)
{
	struct blob *archive = &cpio->archive;

	memcpy(archive->data + archive->size, data, size);
	memset(archive->data + archive->size + size, 0, cpio_padding(size));
	archive->size += round_up(size, CPIO_ALIGN);
}

static int append_member(struct cpio *cpio, const char *path, size_t path_size, unsigned int mode,
			 unsigned int device, const struct blob *content, struct error *error)
{
	struct cpio_member member = {
		.mode = mode,
		.device = device,
		.name = path,
		.name_size = path_size,
		.size = content ? content->size : 0,
	};
	uint8_t head[CPIO_HEAD_MAX];

	if (path_size >= CPIO_NAME_MAX)
		return fail(error,
			    "%.64s...: is too long a name (less than 4096 bytes were expected)",
			    path);
	if (member.size > UINT32_MAX)
		return fail(error, "%s: is larger than 4 GiB", path);
	if (grow_archive(cpio, sizeof(head) + round_up(member.size, CPIO_ALIGN), error))
		return -1;
	/* Members that share an inode number would be hard links of one file. */
	member.inode = ++cpio->members;
	append_padded(cpio, head, cpio_head(head, &member));
	if (member.size)
		append_padded(cpio, content->data, member.size);
	return 0;
}

static int add_directories(struct cpio *cpio, const char *path, struct error *error)
{
	const char *slash;
	unsigned int mode;
	size_t size;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size = slash - path;
		mode = find_member_mode(cpio, path, size);
		if (mode && (mode & CPIO_DIRECTORY) != CPIO_DIRECTORY)
			return fail(error, "/%s: cannot be added: /%.*s is not a directory", path,
				    (int)size, path);
		if (!mode && append_member(cpio, path, size, CPIO_DIRECTORY | 0755, 0, NULL, error))
			return -1;
	}
	return 0;
}

int cpio_add(struct cpio *cpio, const char *path, unsigned int mode, unsigned int device,
	     const struct blob *content, struct error *error)
{
	if (find_member_mode(cpio, path, strlen(path)))
		return fail(error, "/%s: cannot be added: it is there already", path);
	if (add_directories(cpio, path, error))
		return -1;
	return append_member(cpio, path, strlen(path), mode, device, content, error);
}

int cpio_end(struct cpio *cpio, struct error *error)
{
	return append_member(cpio, CPIO_TRAILER, strlen(CPIO_TRAILER), 0, 0, NULL, error);
}

void cpio_free(struct cpio *cpio)
{
	blob_free(&cpio->archive);
	*cpio = (struct cpio){ 0 };
}
