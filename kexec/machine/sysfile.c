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

static int grow_blob(struct blob *blob, size_t *capacity)
{
	uint8_t *data;

	if (blob->size + 1 < *capacity)
		return 0;
	*capacity = *capacity ? *capacity * 2 : FIRST_SIZE;
	data = realloc(blob->data, *capacity);
	if (!data)
		return -1;
	blob->data = data;
	return 0;
}

static int read_to_end(int fd, struct blob *blob)
{
	size_t capacity = 0;
	ssize_t n;

	for (;;) {
		if (grow_blob(blob, &capacity))
			return -1;
		n = read(fd, blob->data + blob->size, capacity - blob->size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (!n)
			break;
		blob->size += n;
	}
	blob->data[blob->size] = '\0';
	return 0;
}

int sysfile_read(const char *path, struct blob *blob)
{
	int result, saved_errno, fd = system_open(path);

	*blob = (struct blob){ 0 };
	if (fd < 0)
		return -1;
	result = read_to_end(fd, blob);
	saved_errno = errno;
	close(fd);
	if (result)
		blob_free(blob);
	errno = saved_errno;
	return result;
}

static int read_first_line(char *text, size_t size, const char *path)
{
	struct blob blob;
	size_t length;
	int result = -1;

	if (sysfile_read(path, &blob))
		return -1;
	length = strcspn((char *)blob.data, "\n");
	if (length < size) {
		memcpy(text, blob.data, length);
		text[length] = '\0';
		result = 0;
	}
	blob_free(&blob);
	if (result)
		errno = EINVAL;
	return result;
}

static int format_path(char *path, size_t size, const char *format, va_list args)
{
	int length = vsnprintf(path, size, format, args);

	if (length >= 0 && (size_t)length < size)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}

int sysfile_line(char *text, size_t size, const char *format, ...)
{
	char path[256];
	va_list args;
	int result;

	va_start(args, format);
	result = format_path(path, sizeof(path), format, args);
	va_end(args);
	return result ? -1 : read_first_line(text, size, path);
}

int sysfile_number(uint64_t *number, const char *format, ...)
{
	char path[256], text[64];
	va_list args;
	int result;

	va_start(args, format);
	result = format_path(path, sizeof(path), format, args);
	va_end(args);
	if (result || read_first_line(text, sizeof(text), path))
		return -1;
	if (!parse_size(text, number))
		return 0;
	errno = EINVAL;
	return -1;
}
