/* SPDX-License-Identifier: GPL-2.0-only */
/* Executables of UEFI: Microsoft's "PE Format". */
#ifndef KEXEC_IMAGE_PE_H
#define KEXEC_IMAGE_PE_H

#include <stdbool.h>

#include "util_lib/file.h"

#define PE_MACHINE_I386   0x014c
#define PE_MACHINE_X86_64 0x8664

/**
 * struct pe - a file, with its headers found
 * @file: its bytes
 * @sections: the section table
 * @count: of sections in it
 * @machine: PE_MACHINE_*, or another one
 */
struct pe {
	const struct blob *file;
	const uint8_t *sections;
	size_t count;
	unsigned int machine;
};

/**
 * struct pe_section - one of them
 * @name: terminated
 * @content: points into the file
 * @size: of its content, without what pads it
 */
struct pe_section {
	char name[9];
	const uint8_t *content;
	size_t size;
};

/**
 * pe_open() - find a file's headers
 * @pe: to be filled
 * @file: its bytes
 *
 * Return: false if it's no PE file, or its headers reach past its end.
 */
bool pe_open(struct pe *pe, const struct blob *file);

/**
 * pe_section() - look at a section
 * @pe: opened
 * @index: less than pe->count
 * @section: to be filled
 *
 * Return: false if its content reaches past the file's end.
 */
bool pe_section(const struct pe *pe, size_t index, struct pe_section *section);

#endif
