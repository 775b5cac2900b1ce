// SPDX-License-Identifier: GPL-2.0-only
#include "cpio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* buffer-format.rst: "070701" and 13 numbers of 8 hexadecimal digits; and where they are. */
#define HEADER		110
#define AT_MODE		14
#define AT_SIZE		54
#define AT_NAME_SIZE	94
#define TRAILER		"TRAILER!!!"
/* What the kernel unpacks of a name, with its final 0. */
#define NAME_MAX_SIZE	4096

static size_t round4(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static size_t get_number(const uint8_t *header, size_t at)
{
	char digits[9];

	memcpy(digits, header + at, 8);
	digits[8] = '\0';
	return strtoul(digits, NULL, 16);
}

/* The mode of a member that is there, or 0. */
static unsigned int find(const struct cpio *cpio, const char *path, size_t size)
{
	size_t at = 0, name_size;
	const uint8_t *header;

	while (at < cpio->archive.size) {
		header = cpio->archive.data + at;
		name_size = get_number(header, AT_NAME_SIZE);
		if (name_size == size + 1 && !memcmp(header + HEADER, path, size))
			return get_number(header, AT_MODE);
		at += round4(HEADER + name_size) + round4(get_number(header, AT_SIZE));
	}
	return 0;
}

static int make_room(struct cpio *cpio, size_t size, struct error *error)
{
	size_t room = cpio->room ? cpio->room : 65536;
	uint8_t *data;

	if (size > UINT32_MAX)
		return fail(error, "an initramfs of over 4 GiB cannot be made");
	while (room - cpio->archive.size < size)
		room *= 2;
	if (room == cpio->room)
		return 0;
	data = realloc(cpio->archive.data, room);
	if (!data)
		return fail(error, "%zu bytes: more than memory holds", room);
	cpio->archive.data = data;
	cpio->room = room;
	return 0;
}

/* With zeros behind it up to a multiple of 4 bytes. */
static void put(struct cpio *cpio, const void *data, size_t size)
{
	struct blob *archive = &cpio->archive;

	memcpy(archive->data + archive->size, data, size);
	memset(archive->data + archive->size + size, 0, round4(size) - size);
	archive->size += round4(size);
}

static int add_member(struct cpio *cpio, const char *path, size_t path_size, unsigned int mode,
		      unsigned int device, const struct blob *content, struct error *error)
{
	size_t size = content ? content->size : 0;
	char head[HEADER + NAME_MAX_SIZE];

	if (path_size >= NAME_MAX_SIZE)
		return fail(error, "%.64s...: is too long a name", path);
	if (size > UINT32_MAX)
		return fail(error, "%s: is larger than 4 GiB", path);
	if (make_room(cpio, sizeof(head) + round4(size), error))
		return -1;
	/* Each has an inode number of its own, or they might be taken for links. */
	snprintf(head, sizeof(head), "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%.*s",
		 ++cpio->members, mode, 0, 0, 1, 0, (unsigned int)size, 0, 0, device >> 8,
		 device & 0xff, (unsigned int)path_size + 1, 0, (int)path_size, path);
	put(cpio, head, HEADER + path_size + 1);
	if (size)
		put(cpio, content->data, size);
	return 0;
}

static int add_directories(struct cpio *cpio, const char *path, struct error *error)
{
	const char *slash;
	unsigned int mode;
	size_t size;

	for (slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size = slash - path;
		mode = find(cpio, path, size);
		if (mode && (mode & CPIO_DIRECTORY) != CPIO_DIRECTORY)
			return fail(error, "/%s: cannot be added, as /%.*s is no directory",
				    path, (int)size, path);
		if (!mode && add_member(cpio, path, size, CPIO_DIRECTORY | 0755, 0, NULL, error))
			return -1;
	}
	return 0;
}

int cpio_add(struct cpio *cpio, const char *path, unsigned int mode, unsigned int device,
	     const struct blob *content, struct error *error)
{
	if (find(cpio, path, strlen(path)))
		return fail(error, "/%s: cannot be added, as it is there already", path);
	if (add_directories(cpio, path, error))
		return -1;
	return add_member(cpio, path, strlen(path), mode, device, content, error);
}

int cpio_end(struct cpio *cpio, struct error *error)
{
	return add_member(cpio, TRAILER, strlen(TRAILER), 0, 0, NULL, error);
}

void cpio_free(struct cpio *cpio)
{
	blob_free(&cpio->archive);
	*cpio = (struct cpio){ 0 };
}
