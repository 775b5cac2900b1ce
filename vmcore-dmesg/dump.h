/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dump of a crashed kernel's memory: an ELF core file with a VMCOREINFO note, such as
 * /proc/vmcore or a file that makedumpfile -E or QEMU's dump-guest-memory writes.
 */
#ifndef VMCORE_DMESG_DUMP_H
#define VMCORE_DMESG_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

#include "input_file.h"
#include "vmcoreinfo.h"

/**
 * struct segment - a piece of memory that a PT_LOAD program header describes
 * @physical: physical address of its first byte
 * @virtual: virtual address of its first byte in the crashed kernel, or 0
 * @size: size in memory, in bytes
 * @stored: number of bytes that the file holds; the rest of @size is zeros
 * @offset: offset in the file, in bytes
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
 * @file: the file; owned by the caller
 * @segments: the pieces of memory; owned
 * @segment_count: length of @segments
 * @machine: e_machine of the ELF header, EM_*
 * @big_endian: byte order of the crashed kernel
 * @word: size of the crashed kernel's pointers and longs in bytes, 4 or 8
 * @info: the VMCOREINFO note; its text is owned
 */
struct dump {
	const struct input_file *file;
	struct segment *segments;
	size_t segment_count;
	int machine;
	bool big_endian;
	unsigned int word;
	struct vmcoreinfo info;
};

/**
 * dump_open() - read the ELF headers and the VMCOREINFO note
 * @dump: filled on success; closed with dump_close()
 * @file: an ELF file; must stay open as long as @dump
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int dump_open(struct dump *dump, const struct input_file *file, struct error *error);

/**
 * dump_close() - free the headers and the note
 * @dump: an open dump
 */
void dump_close(struct dump *dump);

/**
 * dump_read() - read physical memory
 * @dump: an open dump
 * @address: physical address
 * @data: filled with the memory's bytes
 * @size: number of bytes
 * @error: filled on failure; an address that no segment has is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int dump_read(const struct dump *dump, uint64_t address, void *data, size_t size,
	      struct error *error);

/**
 * dump_translate() - translate a virtual address by the program headers
 * @dump: an open dump
 * @address: virtual address
 * @physical: filled with the physical address on success
 * @left: filled on success with the number of bytes from there to the end of the segment
 *
 * Return: 0, or -1 if no segment has that address.
 */
int dump_translate(const struct dump *dump, uint64_t address, uint64_t *physical, uint64_t *left);

/**
 * dump_number() - decode a number in the crashed kernel's byte order
 * @dump: an open dump
 * @bytes: the number as it is in memory
 * @size: size of the number in bytes, at most 8
 *
 * Return: the number.
 */
uint64_t dump_number(const struct dump *dump, const uint8_t *bytes, unsigned int size);

/**
 * dump_fail_unmapped() - report a virtual address without a page
 * @dump: an open dump
 * @address: virtual address
 * @error: filled
 *
 * Return: -1.
 */
int dump_fail_unmapped(const struct dump *dump, uint64_t address, struct error *error);

#endif
