/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program that runs at the addresses that its file names: what is left of an
 * ELF file, or of any other kind of executable, once it's read.
 */
#ifndef KEXEC_IMAGE_PROGRAM_H
#define KEXEC_IMAGE_PROGRAM_H

#include "util_lib/file.h"
#include "util_lib/ranges.h"

/**
 * struct program_part - memory that the program occupies
 * @address: physical, of any alignment
 * @content: points into the file
 * @stored: bytes of @content
 * @size: bytes of memory, zeros behind @stored
 */
struct program_part {
	uint64_t address;
	const uint8_t *content;
	uint64_t stored;
	uint64_t size;
};

/**
 * struct program - all of them
 * @parts: owned; once checked by their address, none overlapping another
 * @count: of @parts
 * @entry: physical
 */
struct program {
	struct program_part *parts;
	size_t count;
	uint64_t entry;
};

/**
 * program_add() - add a part
 * @program: not yet checked
 * @part: of any size; an empty one is left out
 * @name: of the file, for messages
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int program_add(struct program *program, struct program_part part, const char *name,
		struct error *error);

/**
 * program_check() - put the parts in order, and see that they are sound
 * @program: with all its parts and its entry
 * @name: of the file, for messages
 * @error: filled if it can't be a program
 *
 * Return: 0 or -1.
 */
int program_check(struct program *program, const char *name, struct error *error);

/**
 * program_memory() - from its first byte to its last one
 * @program: checked
 */
struct range program_memory(const struct program *program);

/**
 * program_copy_parts() - copy what parts store
 * @to: memory for all of them, zeroed
 * @start: address that @to stands for
 * @part: first of them
 * @count: number of parts
 */
void program_copy_parts(uint8_t *to, uint64_t start, const struct program_part *part, size_t count);

/**
 * program_flatten() - all its content in one piece
 * @program: checked
 * @name: of the file, for messages
 * @flat: to be filled: from its first byte to its last one that is stored
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int program_flatten(const struct program *program, const char *name, struct blob *flat,
		    struct error *error);

/* Gives back its memory; it's empty afterwards. */
void program_free(struct program *program);

#endif
