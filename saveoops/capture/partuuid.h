/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A partition's PARTUUID.  The kernel knows it, but tells userspace only from
 * Linux 6.10 on; so it's read from the disk's own table.
 */
#ifndef SAVEOOPS_CAPTURE_PARTUUID_H
#define SAVEOOPS_CAPTURE_PARTUUID_H

#include <stdbool.h>

#include "saveoops/record/record.h"
#include "saveoops/record/uuid.h"

/**
 * partuuid() - look a partition up in the table of its disk
 * @text: UUID_TEXT_SIZE bytes: GPT's GUID, or MBR's signature and the number
 * @disk: to be read
 * @number: of the partition, from 1 on
 * @start: of the partition in units of 512 bytes: GPT's entry must have the same
 *
 * Return: false if the table has no such partition or can't be read.
 */
bool partuuid(char *text, const struct record_device *disk, unsigned int number, uint64_t start);

#endif
