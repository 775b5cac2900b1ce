/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the record partition, and other block devices. */
#ifndef SAVEOOPS_CAPTURE_FIND_DEVICE_H
#define SAVEOOPS_CAPTURE_FIND_DEVICE_H

#include "blockdev.h"
#include "sysfs_block.h"

/**
 * struct device_search - a search for the record partition
 * @dev: value of saveoops.dev=, or NULL for any record partition
 * @store: buffer for superblocks
 * @found: the partition, open for writing; closed if none was found
 * @others: number of further record partitions that match
 * @last_error: reason why the last candidate was rejected; "" if it is no record partition
 */
struct device_search {
	const char *dev;
	struct record_store *store;
	struct blockdev found;
	unsigned int others;
	struct error last_error;
};

/**
 * find_record_partition() - find the record partition, or wait for it
 * @search: search with @dev and @store set
 * @wait: seconds to wait at most
 * @error: filled on failure
 *
 * If several match, the first by its name in /sys/class/block is opened.
 *
 * Return: 0, or -1 with @error filled.
 */
int find_record_partition(struct device_search *search, unsigned int wait, struct error *error);

/**
 * find_block_device() - find a block device, or wait for it
 * @dev: PARTUUID=, PARTLABEL= or /dev/..., from saveoops.vmcore=
 * @wait: seconds to wait at most
 * @block: to be filled
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int find_block_device(const char *dev, unsigned int wait, struct sysfs_block *block,
		      struct error *error);

#endif
