/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the Multiboot Specification 0.6.96 and the Multiboot2 Specification 2.0
 * have in common.
 */
#ifndef KEXEC_ARCH_X86_MULTIBOOT_H
#define KEXEC_ARCH_X86_MULTIBOOT_H

#include "multiboot_modules.h"
#include "kexec/load/place_program.h"

/* "The address tag"/"The address fields": where a file that isn't ELF belongs. */
struct multiboot_addresses {
	uint32_t header;
	uint32_t load;
	uint32_t load_end;
	uint32_t bss_end;
};

/**
 * multiboot_program() - the kernel as its header's addresses have it
 * @program: to be filled; its entry already is
 * @addresses: as they are in the header
 * @header: where in the file that is
 * @name: of the file, for messages
 * @file: its bytes
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int multiboot_program(struct program *program, const struct multiboot_addresses *addresses,
		      size_t header, const char *name, const struct blob *file,
		      struct error *error);

/**
 * multiboot_read_elf() - the kernel as its ELF headers have it, not checked yet
 * @program: to be filled
 * @name: of the file, for messages
 * @file: its bytes
 * @error: filled on failure, as when it's not an ELF file for x86
 *
 * Return: 0 or -1.
 */
int multiboot_read_elf(struct program *program, const char *name, const struct blob *file,
		       struct error *error);

/**
 * struct multiboot_facts - what a kernel is told of the machine, in either way
 * @map: all of its memory
 * @lower: KiB of RAM from 0 on, at most 640
 * @upper: KiB of RAM from 1 MiB on, up to the first hole
 * @command_line: the name of the kernel file, and the words behind it
 * @modules: placed
 */
struct multiboot_facts {
	struct memory_map map;
	uint32_t lower;
	uint32_t upper;
	char *command_line;
	struct modules modules;
};

/**
 * multiboot_gather() - place the modules and find the facts
 * @facts: to be filled; @map is to be freed, all else is kept by the load
 * @load: with the kernel placed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int multiboot_gather(struct multiboot_facts *facts, struct load *load, struct error *error);

/**
 * multiboot_place_info() - place what the kernel is told, where rbx says it is
 * @load: on its way; owns the bytes
 * @size: in bytes
 * @magic: for rax, by which the kernel knows the version
 * @error: filled on failure
 *
 * Return: zeros to be written over, or NULL.
 */
uint8_t *multiboot_place_info(struct load *load, size_t size, uint32_t magic, struct error *error);

/**
 * multiboot_memory_type() - a range's type as both specifications number them
 * @type: enum memory_type
 */
uint32_t multiboot_memory_type(uint32_t type);

#endif
