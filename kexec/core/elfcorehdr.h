/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The elfcorehdr: ELF headers from which the crash kernel makes /proc/vmcore (ELF gABI, chapter 5;
 * admin-guide/kdump/kdump.rst).  Nothing here reads the machine or places a segment.
 */
#ifndef KEXEC_CORE_ELFCOREHDR_H
#define KEXEC_CORE_ELFCOREHDR_H

#include "core_info.h"

/**
 * elfcorehdr_size() - compute the size of an elfcorehdr
 * @info: contents
 * @size: in bytes
 * @error: filled if it would have more program headers than a crash kernel reads
 *
 * Return: 0 or -1.
 */
int elfcorehdr_size(const struct core_info *info, uint64_t *size, struct error *error);

/**
 * elfcorehdr_write() - write an elfcorehdr
 * @info: contents
 * @header: elfcorehdr_size() bytes of zeros, to be filled
 *
 * Offsets of an elfcorehdr are physical addresses (Linux, fs/proc/vmcore.c).
 */
void elfcorehdr_write(const struct core_info *info, void *header);

#endif
