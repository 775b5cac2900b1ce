// SPDX-License-Identifier: GPL-2.0-only
#include "sysfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util_lib/numbers.h"
#include "system.h"

#define FIRST_SIZE 4096

static bool grow(struct blob *blob, size_t *room)
{
	uint8_t *data;

	if (blob->size + 1 < *room)
		return true;
	*room = *room ? *room * 2 : FIRST_SIZE;
	data = realloc(blob->data, *room);
	if (!data)
		return false;
	blob->data = data;
	return true;
}

static bool read_all(int fd, struct blob *blob)
{
	size_t room = 0;
	ssize_t n;

	for (;;) {
		if (!grow(blob, &room))
			return false;
		n = read(fd, blob->data + blob->size, room - blob->size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		if (!n)
			break;
		blob->size += n;
	}
	blob->data[blob->size] = '\0';
	return true;
}

bool sysfile_read(const char *path, struct blob *blob)
{
	int saved_errno, fd = system_open(path);
	bool good;

	*blob = (struct blob){ 0 };
	if (fd < 0)
		return false;
	good = read_all(fd, blob);
	saved_errno = errno;
	close(fd);
	if (!good)
		blob_free(blob);
	errno = saved_errno;
	return good;
}

static bool read_line(char *text, size_t size, const char *path)
{
	struct blob blob;
	size_t length;
	bool fits;

	if (!sysfile_read(path, &blob))
		return false;
	length = strcspn((char *)blob.data, "\n");
	fits = length < size;
	if (fits) {
		memcpy(text, blob.data, length);
		text[length] = '\0';
	} else {
		errno = EINVAL;
	}
	blob_free(&blob);
	return fits;
}

static bool format_path(char *path, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(path, size, format, args);

	if (length >= 0 && (size_t)length < size)
		return true;
	errno = ENAMETOOLONG;
	return false;
}

bool sysfile_line(char *text, size_t size, const char *format, ...)
{
	char path[256];
	va_list args;
	bool good;

	va_start(args, format);
	good = format_path(path, sizeof(path), format, args);
	va_end(args);
	return good && read_line(text, size, path);
}

bool sysfile_number(uint64_t *number, const char *format, ...)
{
	char path[256], text[64];
	va_list args;
	bool good;

	va_start(args, format);
	good = format_path(path, sizeof(path), format, args);
	va_end(args);
	if (!good || !read_line(text, sizeof(text), path))
		return false;
	if (parse_size(text, number))
		return true;
	errno = EINVAL;
	return false;
}
