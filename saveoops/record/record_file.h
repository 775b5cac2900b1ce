/* SPDX-License-Identifier: GPL-2.0-only */
/* A record_device that is an open file or block device. */
#ifndef SAVEOOPS_RECORD_RECORD_FILE_H
#define SAVEOOPS_RECORD_RECORD_FILE_H

#include "record.h"

/**
 * struct record_file - an open file or block device
 * @device: for the record library; its context is this structure, so it must stay in place
 * @fd: file descriptor, or -1
 */
struct record_file {
	struct record_device device;
	int fd;
};

/**
 * record_file_init() - wrap a file descriptor
 * @file: to be filled, all but size and sector size
 * @fd: file descriptor, or -1
 */
void record_file_init(struct record_file *file, int fd);

/**
 * record_file_measure() - read size and sector size of a block device
 * @file: open block device
 *
 * Return: 0 or a negative errno.
 */
int record_file_measure(struct record_file *file);

/**
 * record_file_close() - close the file, if it is open
 * @file: open or closed file
 */
void record_file_close(struct record_file *file);

#endif
