/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The ELF core header, from which the crash kernel makes /proc/vmcore: ELF gABI,
 * chapter 5; admin-guide/kdump/kdump.rst.  Pure: it reads and places nothing.
 */
#ifndef KEXEC_CORE_ELFCOREHDR_H
#define KEXEC_CORE_ELFCOREHDR_H

#include "core_info.h"

/**
 * crash_header_size() - how long it'll be
 * @facts: what it's made from
 * @size: in bytes
 * @error: filled if the crash kernel couldn't read it
 *
 * Return: 0 or -1.
 */
int crash_header_size(const struct crash_facts *facts, uint64_t *size, struct error *error);

/**
 * crash_header_write() - write it
 * @facts: what it's made from
 * @header: room for as much as crash_header_size() says, all zeros
 *
 * What has offsets in a file elsewhere has physical addresses there.
 */
void crash_header_write(const struct crash_facts *facts, void *header);

#endif
