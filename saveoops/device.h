/* SPDX-License-Identifier: GPL-2.0-only */
/* The block device or image file that holds a record partition. */
#ifndef SAVEOOPS_DEVICE_H
#define SAVEOOPS_DEVICE_H

#include "saveoops/record/record_file.h"
#include "util_lib/error.h"

enum device_use {
	DEVICE_NONE,
	DEVICE_READ,
	DEVICE_WRITE,
	DEVICE_EXCLUSIVE, /* write, and fail if a mount, swap or RAID uses the device */
};

/**
 * struct device - an open block device or image file
 * @path: name of the device; owned by the caller
 * @file: open file for record_open()
 */
struct device {
	const char *path;
	struct record_file file;
};

/**
 * device_open() - open a block device or an image file
 * @device: to be filled; must stay in place while it is open
 * @path: name of the device
 * @use: intended use; a writer waits until no other writer has the device open
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int device_open(struct device *device, const char *path, enum device_use use, struct error *error);

/**
 * device_set_sector_size() - set the sector size that an image file stands for
 * @device: open device; for a block device, any other size than its own is an error
 * @sector_size: 512 or 4096
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int device_set_sector_size(struct device *device, uint32_t sector_size, struct error *error);

/**
 * device_close() - close a device
 * @device: open device
 */
void device_close(struct device *device);

/**
 * device_find() - find the record partition that an argument of --device names
 * @name: DEVICE, PARTUUID=.., PARTLABEL=.., UUID=.. (of the record partition), or NULL for the
 *	machine's only record partition
 * @store: buffer for superblocks
 * @error: filled on failure
 *
 * Return: name of the device, which the caller frees; or NULL with @error filled.
 */
char *device_find(const char *name, struct record_store *store, struct error *error);

#endif
