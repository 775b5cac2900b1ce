/* SPDX-License-Identifier: GPL-2.0-only */
/* A block device for the record library, read and written past the page cache. */
#ifndef SAVEOOPS_CAPTURE_BLOCKDEV_H
#define SAVEOOPS_CAPTURE_BLOCKDEV_H

#include <stdbool.h>
#include <stdint.h>

#include "util_lib/error.h"
#include "saveoops/record/record.h"

/**
 * struct blockdev - an open block device
 * @path: its name
 * @device: for the library; has to stay where it is
 * @fd: -1 if it isn't open
 */
struct blockdev {
	char path[64];
	struct record_device device;
	int fd;
};

/**
 * blockdev_open() - open a block device and learn its geometry
 * @blockdev: to be filled; @fd is -1 on failure
 * @path: less than 64 bytes
 * @writable: to be written too; then nobody else may have it (mounted, part of a RAID)
 * @error: filled on failure
 *
 * Return: 0 or -1; errno then says why, too.
 */
int blockdev_open(struct blockdev *blockdev, const char *path, bool writable, struct error *error);

/**
 * blockdev_close() - close it, if it is open
 * @blockdev: as opened
 */
void blockdev_close(struct blockdev *blockdev);

#endif
