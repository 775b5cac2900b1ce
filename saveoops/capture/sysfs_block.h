/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block devices as /sys/class/block shows them.  There is no udev in the
 * capture kernel, so there are no links in /dev/disk either.
 */
#ifndef SAVEOOPS_CAPTURE_SYSFS_BLOCK_H
#define SAVEOOPS_CAPTURE_SYSFS_BLOCK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct block - one block device
 * @path: in /dev; "" if the device is gone
 * @disk: of the disk that it's on, or its own
 * @label: GPT's name of the partition, in the kernel's spelling, or ""
 * @number: of the partition; 0: this is a whole disk
 * @start: of the partition, in units of 512 bytes
 */
struct block {
	char path[64];
	char disk[64];
	char label[80];
	unsigned int number;
	uint64_t start;
};

/**
 * sysfs_block() - what sysfs says about a block device
 * @block: to be filled
 * @name: its directory's in /sys/class/block
 *
 * Return: false if it isn't there.
 */
bool sysfs_block(struct block *block, const char *name);

#endif
