/* SPDX-License-Identifier: GPL-2.0-only */
/* The page tables of an x86_64 kernel in a dump: Intel SDM volume 3, chapter 4. */
#ifndef VMCORE_DMESG_ARCH_X86_X86_PAGE_TABLES_H
#define VMCORE_DMESG_ARCH_X86_X86_PAGE_TABLES_H

#include "vmcore-dmesg/virtual_memory.h"

/* True for 64-bit dumps of x86, also with EM_386 in their header. */
bool x86_is_dump_of_x86_64(const struct dump *dump);

/**
 * x86_find_page_tables() - find the kernel's top-level page table
 * @memory: with its dump; top, levels and address_mask are filled
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_find_page_tables(struct memory *memory, struct error *error);

/**
 * x86_walk_page_tables() - translate a virtual address
 * @memory: with its page tables
 * @address: virtual address
 * @page: filled with the page that holds @address
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_walk_page_tables(const struct memory *memory, uint64_t address, struct page *page,
			 struct error *error);

#endif
