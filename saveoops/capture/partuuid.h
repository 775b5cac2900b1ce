/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PARTUUID of a partition, read from the partition table of its disk.  Linux exposes it to
 * userspace only since 6.10.
 */
#ifndef SAVEOOPS_CAPTURE_PARTUUID_H
#define SAVEOOPS_CAPTURE_PARTUUID_H

#include "saveoops/record/record.h"
#include "saveoops/record/uuid.h"

/**
 * partuuid_read() - find the PARTUUID of a partition
 * @text: UUID_TEXT_SIZE bytes to be filled: GPT's GUID, or MBR's signature and the number
 * @disk: disk that has the partition
 * @number: partition number, from 1
 * @start: start of the partition in units of 512 bytes; a GPT entry must have the same start
 *
 * Return: 0, or -1 if the table cannot be read or has no such partition.
 */
int partuuid_read(char *text, const struct record_device *disk, unsigned int number,
		  uint64_t start);

#endif
