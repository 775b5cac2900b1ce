// SPDX-License-Identifier: GPL-2.0-only
#include "blockdev.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

static int blockdev_read(void *context, uint64_t offset, void *data, uint32_t size)
{
	const struct blockdev *blockdev = context;
	ssize_t n = pread(blockdev->fd, data, size, offset);

	if (n < 0)
		return -errno;
	return (size_t)n == size ? 0 : -EIO;
}

static int blockdev_write(void *context, uint64_t offset, const void *data, uint32_t size)
{
	const struct blockdev *blockdev = context;
	ssize_t n = pwrite(blockdev->fd, data, size, offset);

	if (n < 0)
		return -errno;
	return (size_t)n == size ? 0 : -EIO;
}

/* Nothing is in the page cache (O_DIRECT): this is about the device's own. */
static int blockdev_flush(void *context)
{
	const struct blockdev *blockdev = context;

	return fsync(blockdev->fd) ? -errno : 0;
}

static int learn_geometry(struct blockdev *blockdev)
{
	struct record_device *device = &blockdev->device;
	int sector_size;

	if (ioctl(blockdev->fd, BLKGETSIZE64, &device->size) ||
	    ioctl(blockdev->fd, BLKSSZGET, &sector_size))
		return -1;
	device->sector_size = sector_size;
	return 0;
}

int blockdev_open(struct blockdev *blockdev, const char *path, bool writable, struct error *error)
{
	int flags = writable ? O_RDWR | O_EXCL : O_RDONLY;

	*blockdev = (struct blockdev){
		.device = {
			.read = blockdev_read,
			.write = blockdev_write,
			.flush = blockdev_flush,
			.context = blockdev,
		},
		.fd = -1,
	};
	if (strlen(path) >= sizeof(blockdev->path))
		return fail(error, "%s: is too long a name (less than %zu bytes were expected)",
			    path, sizeof(blockdev->path));
	strcpy(blockdev->path, path);
	blockdev->fd = open(path, flags | O_DIRECT | O_CLOEXEC);
	if (blockdev->fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	if (!learn_geometry(blockdev))
		return 0;
	fail_errno(error, "%s: does not tell its size (a block device was expected)", path);
	blockdev_close(blockdev);
	return -1;
}

void blockdev_close(struct blockdev *blockdev)
{
	if (blockdev->fd >= 0)
		close(blockdev->fd);
	blockdev->fd = -1;
}
