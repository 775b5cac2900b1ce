// SPDX-License-Identifier: GPL-2.0-only
#include "initrd.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/cpio.h"

/* Unpacked size per packed byte: an estimate on the safe side for usual initrds. */
#define UNPACKED_RATIO 4

static int append_initrd_file(struct blob *joined, const char *name, struct error *error)
{
	size_t start = round_up(joined->size, CPIO_ALIGN);
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

int initrd_read(struct blob *initrd, const char *const *names, size_t count, struct error *error)
{
	size_t i;

	if (count == 1 && !initrd->size)
		return file_read(names[0], initrd, error);
	for (i = 0; i < count; i++) {
		if (!append_initrd_file(initrd, names[i], error))
			continue;
		blob_free(initrd);
		return -1;
	}
	return 0;
}

uint64_t initrd_unpacked(const struct blob *initrd)
{
	struct cpio_member member;
	size_t n, at = 0;

	/* Members of unpacked archives and the zeros between them count once. */
	while (at < initrd->size) {
		n = cpio_parse(&member, initrd->data + at, initrd->size - at);
		if (!n && initrd->data[at])
			break;
		at += n ? n : 1;
	}
	return at + (uint64_t)(initrd->size - at) * UNPACKED_RATIO;
}
