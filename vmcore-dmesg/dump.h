/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dump of a crashed kernel's memory: an ELF core file with a note VMCOREINFO,
 * as /proc/vmcore, makedumpfile -E and QEMU's dump-guest-memory have it.
 */
#ifndef VMCORE_DMESG_DUMP_H
#define VMCORE_DMESG_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"
#include "source.h"

/**
 * struct segment - a piece of memory in the dump
 * @physical: its address
 * @virtual: the same by the crashed kernel's addressing, or 0
 * @size: in bytes
 * @stored: so many of them are in the file; the rest is zeros
 * @offset: where, in the file
 */
struct segment {
	uint64_t physical;
	uint64_t virtual;
	uint64_t size;
	uint64_t stored;
	uint64_t offset;
};

/**
 * struct dump - an open dump
 * @source: the file; the caller's
 * @segments: owned
 * @segment_count: how many
 * @machine: ELF's EM_..
 * @big_endian: the byte order of the crashed kernel
 * @word: size of its pointers and longs, 4 or 8
 * @info: text of VMCOREINFO, lines, and a 0; owned
 */
struct dump {
	const struct source *source;
	struct segment *segments;
	size_t segment_count;
	int machine;
	bool big_endian;
	unsigned int word;
	char *info;
};

/**
 * dump_open() - read headers and notes
 * @dump: to be filled
 * @source: an ELF file; has to stay open
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dump_open(struct dump *dump, const struct source *source, struct error *error);

/**
 * dump_close() - give back what it holds
 * @dump: as opened
 */
void dump_close(struct dump *dump);

/**
 * dump_read() - read physical memory
 * @dump: open
 * @address: physical
 * @data: to be filled
 * @size: in bytes
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int dump_read(const struct dump *dump, uint64_t address, void *data, size_t size,
	      struct error *error);

/**
 * dump_physical() - translate by what the headers say
 * @dump: open
 * @address: virtual
 * @physical: to be filled
 * @left: filled with the number of bytes from there on that lie together
 *
 * Return: true if there's a segment with that address.
 */
bool dump_physical(const struct dump *dump, uint64_t address, uint64_t *physical, uint64_t *left);

/**
 * dump_number() - a number in the crashed kernel's byte order
 * @dump: open
 * @bytes: the number
 * @size: in bytes, at most 8
 *
 * Return: the number
 */
uint64_t dump_number(const struct dump *dump, const uint8_t *bytes, unsigned int size);

#endif
