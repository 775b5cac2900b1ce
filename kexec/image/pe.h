/* SPDX-License-Identifier: GPL-2.0-only */
/* Executables of UEFI, by Microsoft's specification "PE Format". */
#ifndef KEXEC_IMAGE_PE_H
#define KEXEC_IMAGE_PE_H

#include "util_lib/file.h"

/* "Machine Types" */
#define PE_MACHINE_I386   0x014c
#define PE_MACHINE_X86_64 0x8664

/**
 * struct pe - a PE file whose headers have been found
 * @file: bytes of the file
 * @sections: section table
 * @count: number of sections
 * @machine: PE_MACHINE_*, or another machine type
 */
struct pe {
	const struct blob *file;
	const uint8_t *sections;
	size_t count;
	unsigned int machine;
};

/**
 * struct pe_section - a section of a PE file
 * @name: name, zero-terminated
 * @content: content, in the file's bytes
 * @size: size of the content without padding, in bytes
 */
struct pe_section {
	char name[9];
	const uint8_t *content;
	size_t size;
};

/**
 * pe_open() - find the headers of a PE file
 * @pe: filled on success
 * @file: bytes of the file, which must outlive @pe
 *
 * Return: 0, or -1 if the file is not a PE file or its headers reach past its end.
 */
int pe_open(struct pe *pe, const struct blob *file);

/**
 * pe_section() - read an entry of the section table
 * @pe: an opened file
 * @index: index of the entry, less than pe->count
 * @section: filled, with a name in any case
 *
 * Return: 0, or -1 if the content reaches past the file's end.
 */
int pe_section(const struct pe *pe, size_t index, struct pe_section *section);

#endif
