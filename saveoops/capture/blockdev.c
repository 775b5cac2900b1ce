// SPDX-License-Identifier: GPL-2.0-only
#include "blockdev.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

int blockdev_open(struct blockdev *blockdev, const char *path, bool writable, struct error *error)
{
	int flags = writable ? O_RDWR | O_EXCL : O_RDONLY;
	int result;

	record_file_init(&blockdev->file, -1);
	if (strlen(path) >= sizeof(blockdev->path)) {
		errno = ENAMETOOLONG;
		return fail(error, "%s: the name is too long (less than %zu bytes were expected)",
			    path, sizeof(blockdev->path));
	}
	strcpy(blockdev->path, path);
	blockdev->file.fd = open(path, flags | O_DIRECT | O_CLOEXEC);
	if (blockdev->file.fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	result = record_file_measure(&blockdev->file);
	if (!result)
		return 0;
	blockdev_close(blockdev);
	errno = -result;
	return fail_errno(error, "%s: the size cannot be determined (a block device was expected)",
			  path);
}

void blockdev_close(struct blockdev *blockdev)
{
	record_file_close(&blockdev->file);
}
