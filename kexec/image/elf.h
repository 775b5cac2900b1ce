/* SPDX-License-Identifier: GPL-2.0-only */
/* ELF executables and their symbols (gABI, chapters 4 and 5). */
#ifndef KEXEC_IMAGE_ELF_H
#define KEXEC_IMAGE_ELF_H

#include <gelf.h>

#include "program.h"

/**
 * elf_machine() - read the architecture of an ELF file
 * @file: bytes of the file
 * @is_64: set if the class is ELFCLASS64, cleared for another class
 *
 * Return: e_machine; EM_NONE, with @is_64 unchanged, for any file but a little-endian ELF file.
 */
unsigned int elf_machine(const struct blob *file, bool *is_64);

/**
 * elf_read_parts() - read an executable without checking it
 * @program: filled, for the caller to set another entry and call program_check(); empty on
 *	failure; points into @file
 * @name: name of the file, for messages
 * @file: bytes of a little-endian ELF file
 * @error: filled on failure
 *
 * Each PT_LOAD is a part of the program, at its physical address.
 *
 * Return: 0, or -1 with @error filled.
 */
int elf_read_parts(struct program *program, const char *name, const struct blob *file,
		   struct error *error);

/**
 * elf_read() - read and check an executable
 * @program: filled; empty on failure; points into @file
 * @name: name of the file, for messages
 * @file: bytes of a little-endian ELF file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int elf_read(struct program *program, const char *name, const struct blob *file,
	     struct error *error);

/**
 * elf_find_symbol() - look up a symbol
 * @elf: file opened by libelf; NULL has no symbols
 * @symbol: name of the symbol
 * @sym: filled if the symbol is found
 *
 * Return: 0, or -1 if the symbol is not found, as in any stripped file.
 */
int elf_find_symbol(Elf *elf, const char *symbol, GElf_Sym *sym);

/**
 * elf_has_symbol() - test whether a file has a symbol
 * @file: bytes of an ELF file
 * @symbol: name of the symbol
 *
 * Return: true if the symbol is found, which it never is in a stripped file.
 */
bool elf_has_symbol(const struct blob *file, const char *symbol);

#endif
