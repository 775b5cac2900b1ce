/* SPDX-License-Identifier: GPL-2.0-only */
/* Finding the record partition, and other block devices. */
#ifndef SAVEOOPS_CAPTURE_FIND_DEVICE_H
#define SAVEOOPS_CAPTURE_FIND_DEVICE_H

#include "blockdev.h"
#include "cmdline.h"
#include "sysfs_block.h"

/**
 * struct finding - a search for the record partition
 * @dev: as saveoops.dev= named it; NULL: any will do
 * @store: to try superblocks with
 * @found: writable, and open if it was found
 * @others: how many more would have done
 * @trouble: why the last device that was looked at wouldn't do, "" if it's just none
 */
struct finding {
	const char *dev;
	struct record_store *store;
	struct blockdev found;
	unsigned int others;
	struct error trouble;
};

/**
 * find_partition() - find the record partition, or wait until it's there
 * @finding: @dev and @store are set
 * @wait: at most so many seconds
 * @error: filled on failure
 *
 * Where several will do it's the first by its name in /sys/class/block.
 *
 * Return: 0 or -1.
 */
int find_partition(struct finding *finding, unsigned int wait, struct error *error);

/**
 * find_block() - find a block device, or wait until it's there
 * @dev: PARTUUID=, PARTLABEL= or /dev/..., as saveoops.vmcore= named it
 * @wait: at most so many seconds
 * @block: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int find_block(const char *dev, unsigned int wait, struct block *block, struct error *error);

#endif
