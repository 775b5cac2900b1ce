// SPDX-License-Identifier: GPL-2.0-only
#include "record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

static int read_file_range(void *context, uint64_t offset, void *data, uint32_t size)
{
	const struct record_file *file = context;
	uint8_t *p = data;
	ssize_t n;

	for (; size; size -= n, offset += n, p += n) {
		n = pread(file->fd, p, size, offset);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (!n)
			return -EIO;
		if (n < 0)
			n = 0;
	}
	return 0;
}

static int write_file_range(void *context, uint64_t offset, const void *data, uint32_t size)
{
	const struct record_file *file = context;
	const uint8_t *p = data;
	ssize_t n;

	for (; size; size -= n, offset += n, p += n) {
		n = pwrite(file->fd, p, size, offset);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (!n)
			return -EIO;
		if (n < 0)
			n = 0;
	}
	return 0;
}

/*
 * Dropping the page cache makes later reads come from the medium.  O_DIRECT has no pages there,
 * and a small capture kernel has no posix_fadvise(): CONFIG_ADVISE_SYSCALLS.
 */
static int flush_file(void *context)
{
	const struct record_file *file = context;

	if (fsync(file->fd))
		return -errno;
	if (fcntl(file->fd, F_GETFL) & O_DIRECT)
		return 0;
	return -posix_fadvise(file->fd, 0, 0, POSIX_FADV_DONTNEED);
}

void record_file_init(struct record_file *file, int fd)
{
	*file = (struct record_file){
		.device = {
			.read = read_file_range,
			.write = write_file_range,
			.flush = flush_file,
			.context = file,
		},
		.fd = fd,
	};
}

int record_file_measure(struct record_file *file)
{
	int sector_size;

	if (ioctl(file->fd, BLKGETSIZE64, &file->device.size) ||
	    ioctl(file->fd, BLKSSZGET, &sector_size))
		return -errno;
	file->device.sector_size = sector_size;
	return 0;
}

void record_file_close(struct record_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}
