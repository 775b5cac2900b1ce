// SPDX-License-Identifier: GPL-2.0-only
#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

static int measure_input_file(struct input_file *file, struct error *error)
{
	struct stat st;
	off_t end;

	if (fstat(file->fd, &st))
		return fail_errno(error, "%s: cannot be examined", file->path);
	if (S_ISDIR(st.st_mode))
		return fail(error, "%s: is a directory (a file was expected)", file->path);
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode))
		return fail(error, "%s: is neither a file nor a block device", file->path);
	end = lseek(file->fd, 0, SEEK_END);
	if (end < 0)
		return fail_errno(error, "%s: its size cannot be determined", file->path);
	if (!end)
		return fail(error, "%s: is empty", file->path);
	file->size = end;
	return 0;
}

int input_file_open(struct input_file *file, const char *path, struct error *error)
{
	file->path = path;
	/* Without O_NONBLOCK, opening a FIFO waits for a writer. */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (file->fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	if (!measure_input_file(file, error))
		return 0;
	input_file_close(file);
	return -1;
}

int input_file_read(const struct input_file *file, uint64_t offset, void *data, size_t size,
		    struct error *error)
{
	uint8_t *p = data;
	ssize_t n;

	if (offset > file->size || size > file->size - offset)
		return fail(error,
			    "%s: is cut short: it has %" PRIu64
			    " bytes (%zu bytes at offset %" PRIu64 " were expected)",
			    file->path, file->size, size, offset);
	for (; size; size -= n, offset += n, p += n) {
		n = pread(file->fd, p, size, offset);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return fail_errno(error, "%s: cannot be read at offset %" PRIu64,
					  file->path, offset);
		else if (!n)
			return fail(error,
				    "%s: ends at offset %" PRIu64 " (%" PRIu64
				    " bytes were expected)",
				    file->path, offset, file->size);
	}
	return 0;
}

void input_file_close(struct input_file *file)
{
	close(file->fd);
	file->fd = -1;
}
