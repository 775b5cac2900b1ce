/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's memory by its own, virtual, addresses. */
#ifndef VMCORE_DMESG_VIRTUAL_MEMORY_H
#define VMCORE_DMESG_VIRTUAL_MEMORY_H

#include "dump.h"

/* As many pages of different tables as are looked at in turn, and one. */
#define MEMORY_PAGES 4

/**
 * struct page - a piece of memory whose place is known
 * @virtual: its address
 * @physical: its address
 * @size: in bytes; 0: none
 */
struct page {
	uint64_t virtual;
	uint64_t physical;
	uint64_t size;
};

/**
 * struct memory - memory to be read
 * @dump: where it is; the caller's
 * @levels: of page tables, 4 or 5; 0: what the dump's headers say is taken
 * @top: physical address of the topmost one
 * @address_mask: which bits of an entry are an address
 * @pages: those found last
 * @next: the one to be replaced next
 */
struct memory {
	const struct dump *dump;
	int levels;
	uint64_t top;
	uint64_t address_mask;
	struct page pages[MEMORY_PAGES];
	unsigned int next;
};

/**
 * memory_open() - find the page tables
 * @memory: to be filled
 * @dump: has to stay open
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_open(struct memory *memory, const struct dump *dump, struct error *error);

/**
 * memory_read() - read some
 * @memory: as opened
 * @address: virtual
 * @data: to be filled
 * @size: in bytes
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_read(struct memory *memory, uint64_t address, void *data, size_t size,
		struct error *error);

/**
 * memory_number() - read a number
 * @memory: as opened
 * @address: virtual
 * @size: in bytes, at most 8
 * @value: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_number(struct memory *memory, uint64_t address, unsigned int size, uint64_t *value,
		  struct error *error);

/**
 * memory_word() - read a pointer or a long
 * @memory: as opened
 * @address: virtual
 * @value: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int memory_word(struct memory *memory, uint64_t address, uint64_t *value, struct error *error);

#endif
