/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that run at the addresses that their files name: the common form of ELF and other
 * executables once they are read.
 */
#ifndef KEXEC_IMAGE_PROGRAM_H
#define KEXEC_IMAGE_PROGRAM_H

#include "util_lib/file.h"
#include "util_lib/ranges.h"

/**
 * struct program_part - a range of memory that the program occupies
 * @address: physical address, of any alignment
 * @content: content, in the file's bytes
 * @stored: size of @content, in bytes
 * @size: size in memory, in bytes; the memory after @content is zeroed
 */
struct program_part {
	uint64_t address;
	const uint8_t *content;
	uint64_t stored;
	uint64_t size;
};

/**
 * struct program - an executable
 * @parts: owned; once program_check() has sorted them, ascending and without overlaps
 * @count: number of @parts
 * @entry: physical address of the entry
 */
struct program {
	struct program_part *parts;
	size_t count;
	uint64_t entry;
};

/**
 * program_add() - add a part
 * @program: program that is not checked yet
 * @part: part of any size; an empty part is left out
 * @name: name of the file, for messages
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int program_add(struct program *program, struct program_part part, const char *name,
		struct error *error);

/**
 * program_check() - sort the parts, and check that parts and entry are sound
 * @program: program with all its parts and its entry
 * @name: name of the file, for messages
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int program_check(struct program *program, const char *name, struct error *error);

/**
 * program_memory() - the range from a program's first byte to its last one
 * @program: checked program
 */
struct range program_memory(const struct program *program);

/**
 * program_copy_parts() - copy the content of parts
 * @to: zeroed memory for all of them
 * @start: physical address that @to stands for
 * @part: first part
 * @count: number of parts
 */
void program_copy_parts(uint8_t *to, uint64_t start, const struct program_part *part, size_t count);

/**
 * program_flatten() - copy the content of a program into one blob
 * @program: checked program
 * @name: name of the file, for messages
 * @flat: filled with the memory from the first byte to the last stored one; owned by the caller
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int program_flatten(const struct program *program, const char *name, struct blob *flat,
		    struct error *error);

/**
 * program_free() - free the parts of a program
 * @program: as filled; empty afterwards
 */
void program_free(struct program *program);

#endif
