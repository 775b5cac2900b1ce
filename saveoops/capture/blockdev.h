/* SPDX-License-Identifier: GPL-2.0-only */
/* A block device for the record library, read and written without the page cache. */
#ifndef SAVEOOPS_CAPTURE_BLOCKDEV_H
#define SAVEOOPS_CAPTURE_BLOCKDEV_H

#include "saveoops/record/record_file.h"
#include "util_lib/error.h"

/**
 * struct blockdev - an open block device
 * @path: name of the device
 * @file: open file for record_open(), with @file.fd -1 while it is closed
 */
struct blockdev {
	char path[64];
	struct record_file file;
};

/**
 * blockdev_open() - open a block device with O_DIRECT
 * @blockdev: to be filled; must stay in place while it is open
 * @path: name of the device, less than 64 bytes
 * @writable: open for writing, too; fails if the device is in use (mounted, part of a RAID)
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled and errno set.
 */
int blockdev_open(struct blockdev *blockdev, const char *path, bool writable, struct error *error);

/**
 * blockdev_close() - close a block device, if it is open
 * @blockdev: open or closed block device
 */
void blockdev_close(struct blockdev *blockdev);

#endif
