/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's memory by virtual addresses. */
#ifndef VMCORE_DMESG_VIRTUAL_MEMORY_H
#define VMCORE_DMESG_VIRTUAL_MEMORY_H

#include "dump.h"

/* The printers read from three places in turn; one spare translation is kept. */
#define MEMORY_PAGES 4

/**
 * struct page - a contiguous piece of virtual memory and its translation
 * @virtual: virtual address
 * @physical: physical address
 * @size: size in bytes; 0 if the entry is unused
 */
struct page {
	uint64_t virtual;
	uint64_t physical;
	uint64_t size;
};

/**
 * struct memory - the virtual memory of a dump
 * @dump: the dump; owned by the caller
 * @levels: levels of the page tables, 4 or 5; 0 if the program headers translate instead
 * @top: physical address of the top-level page table
 * @address_mask: bits of a page table entry that are a physical address
 * @pages: the most recent translations
 * @next: number of translations made; the next one replaces @pages[@next % MEMORY_PAGES]
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
 * memory_open() - find the page tables of an x86_64 kernel
 * @memory: filled on success; nothing has to be freed
 * @dump: an open dump; must stay open as long as @memory is used
 * @error: filled on failure
 *
 * The addresses of other kernels are translated by the dump's program headers.
 *
 * Return: 0, or -1 with @error filled.
 */
int memory_open(struct memory *memory, const struct dump *dump, struct error *error);

/**
 * memory_read() - read virtual memory
 * @memory: an open memory
 * @address: virtual address
 * @data: filled with the memory's bytes
 * @size: number of bytes
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int memory_read(struct memory *memory, uint64_t address, void *data, size_t size,
		struct error *error);

/**
 * memory_number() - read a number in the crashed kernel's byte order
 * @memory: an open memory
 * @address: virtual address
 * @size: size of the number in bytes, at most 8
 * @value: filled on success
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int memory_number(struct memory *memory, uint64_t address, unsigned int size, uint64_t *value,
		  struct error *error);

/**
 * memory_word() - read a pointer or a long
 * @memory: an open memory
 * @address: virtual address
 * @value: filled on success
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int memory_word(struct memory *memory, uint64_t address, uint64_t *value, struct error *error);

#endif
