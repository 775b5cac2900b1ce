/* SPDX-License-Identifier: GPL-2.0-only */
/* Block devices and plain files that hold a record partition, or shall. */
#ifndef SAVEOOPS_DEVICE_H
#define SAVEOOPS_DEVICE_H

#include "util_lib/error.h"
#include "saveoops/record/record.h"

enum device_use {
	DEVICE_READ,
	DEVICE_WRITE,
	/* And nobody else may use it: no mount, no swap, no RAID. */
	DEVICE_ALONE,
};

/**
 * struct device - an open device or file
 * @path: its name; the caller's
 * @fd: open as was asked
 * @record: for record_open()
 */
struct device {
	const char *path;
	int fd;
	struct record_device record;
};

/**
 * device_open() - open a block device or a plain file
 * @device: to be filled; @record.context is its own address, so it has to stay there
 * @path: its name
 * @use: what for; whoever writes waits until no other one does
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int device_open(struct device *device, const char *path, enum device_use use, struct error *error);

/**
 * device_set_sector_size() - what a file is an image of
 * @device: as opened; a block device knows it, and is refused if it's another
 * @sector_size: 512 or 4096
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int device_set_sector_size(struct device *device, uint32_t sector_size, struct error *error);

/**
 * device_close() - close it
 * @device: as opened
 */
void device_close(struct device *device);

/**
 * device_find() - the name of the device that is meant
 * @name: DEVICE, PARTUUID=.., PARTLABEL=.., UUID=.. (the record partition's), or
 *	NULL: the only record partition there is
 * @store: for looking at superblocks
 * @error: filled on failure
 *
 * Return: the name, to be freed, or NULL.
 */
char *device_find(const char *name, struct record_store *store, struct error *error);

#endif
