// SPDX-License-Identifier: GPL-2.0-only
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

static int measure_source(struct source *source, struct error *error)
{
	struct stat st;
	off_t end;

	if (fstat(source->fd, &st))
		return fail_errno(error, "%s: cannot be examined", source->path);
	if (S_ISDIR(st.st_mode))
		return fail(error, "%s: is a directory (a file was expected)", source->path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return fail(error, "%s: is neither a file nor a block device", source->path);
	end = lseek(source->fd, 0, SEEK_END);
	if (end < 0)
		return fail_errno(error, "%s: its size cannot be determined", source->path);
	if (!end)
		return fail(error, "%s: is empty", source->path);
	source->size = end;
	return 0;
}

int source_open(struct source *source, const char *path, struct error *error)
{
	source->path = path;
	/* Without O_NONBLOCK, opening a FIFO waits for a writer. */
	source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (source->fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	if (!measure_source(source, error))
		return 0;
	source_close(source);
	return -1;
}

int source_read(const struct source *source, uint64_t offset, void *data, size_t size,
		struct error *error)
{
	uint8_t *p = data;
	ssize_t n;

	if (offset > source->size || size > source->size - offset)
		return fail(error,
			    "%s: is cut short: it has %" PRIu64
			    " bytes (%zu bytes at offset %" PRIu64 " were expected)",
			    source->path, source->size, size, offset);
	for (; size; size -= n, offset += n, p += n) {
		n = pread(source->fd, p, size, offset);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return fail_errno(error, "%s: cannot be read at offset %" PRIu64,
					  source->path, offset);
		else if (!n)
			return fail(error,
				    "%s: ends at offset %" PRIu64 " (%" PRIu64
				    " bytes were expected)",
				    source->path, offset, source->size);
	}
	return 0;
}

void source_close(struct source *source)
{
	close(source->fd);
	source->fd = -1;
}
