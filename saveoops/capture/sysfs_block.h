/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block devices in /sys/class/block.  The capture kernel has no udev and therefore no links in
 * /dev/disk.
 */
#ifndef SAVEOOPS_CAPTURE_SYSFS_BLOCK_H
#define SAVEOOPS_CAPTURE_SYSFS_BLOCK_H

#include <stdint.h>

/**
 * struct sysfs_block - a block device
 * @path: name in /dev
 * @disk: name in /dev of the whole disk
 * @label: GPT's partition name in the kernel's spelling, or ""
 * @number: partition number; 0 for a whole disk
 * @start: start of the partition in units of 512 bytes
 */
struct sysfs_block {
	char path[64];
	char disk[64];
	char label[80];
	unsigned int number;
	uint64_t start;
};

/**
 * sysfs_block_read() - read the attributes of a block device
 * @block: to be filled
 * @name: name of its directory in /sys/class/block
 *
 * Return: 0, or -1 if there is no such device.
 */
int sysfs_block_read(struct sysfs_block *block, const char *name);

#endif
