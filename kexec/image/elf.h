/* SPDX-License-Identifier: GPL-2.0-only */
/* Executables as the ELF gABI has them (chapters 4 and 5). */
#ifndef KEXEC_IMAGE_ELF_H
#define KEXEC_IMAGE_ELF_H

#include <gelf.h>

#include "program.h"

/**
 * elf_machine() - whose ELF file is it, if it's one?
 * @file: its bytes
 * @is_64: is it of class ELFCLASS64?
 *
 * Return: e_machine; 0 if it's no ELF file, or a big-endian one.
 */
unsigned int elf_machine(const struct blob *file, bool *is_64);

/**
 * elf_read_parts() - read an executable, whose entry may be told by something else
 * @program: to be filled, empty on failure; points into @file; program_check() is to come
 * @name: of the file, for messages
 * @file: its bytes; a little-endian ELF file
 * @error: filled on failure
 *
 * Its parts are its PT_LOADs, by their physical addresses.  Return: 0 or -1.
 */
int elf_read_parts(struct program *program, const char *name, const struct blob *file,
		   struct error *error);

/**
 * elf_read() - the same, and check it
 * @program: to be filled, empty on failure; points into @file
 * @name: of the file, for messages
 * @file: its bytes; a little-endian ELF file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int elf_read(struct program *program, const char *name, const struct blob *file,
	     struct error *error);

/**
 * elf_find_symbol() - look up a symbol
 * @elf: of libelf's; NULL has none
 * @symbol: its name
 * @sym: filled if it's found
 *
 * Return: false also if the file is stripped.
 */
bool elf_find_symbol(Elf *elf, const char *symbol, GElf_Sym *sym);

/**
 * elf_has_symbol() - is there a symbol of this name?
 * @file: an ELF file's bytes
 * @symbol: its name
 *
 * Return: false also if the file is stripped.
 */
bool elf_has_symbol(const struct blob *file, const char *symbol);

#endif
