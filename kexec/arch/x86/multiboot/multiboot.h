/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts that Multiboot Specification 0.6.96 and Multiboot2 Specification 2.0 have in common. */
#ifndef KEXEC_ARCH_X86_MULTIBOOT_H
#define KEXEC_ARCH_X86_MULTIBOOT_H

#include "kexec/load/place_program.h"

#include "multiboot_modules.h"

/**
 * struct multiboot_signature - how the header of a version is recognized
 * @magic: first word of the header
 * @words: number of 32-bit words at the start of the header, checksum included, whose sum is 0
 * @align: alignment of the header in the file
 * @reach: size of the part of the file that holds the header
 */
struct multiboot_signature {
	uint32_t magic;
	unsigned int words;
	unsigned int align;
	unsigned int reach;
};

/**
 * multiboot_find_header() - find the header
 * @file: bytes of the file
 * @signature: signature of the version
 *
 * Return: the header in @file, or NULL.
 */
const uint8_t *multiboot_find_header(const struct blob *file,
				     const struct multiboot_signature *signature);

/**
 * struct multiboot_addresses - load addresses of a file that is not ELF (1: 3.1.3, 2: 3.1.5)
 * @header: header_addr
 * @load: load_addr
 * @load_end: load_end_addr; 0: the end of the file
 * @bss_end: bss_end_addr; 0: no bss
 */
struct multiboot_addresses {
	uint32_t header;
	uint32_t load;
	uint32_t load_end;
	uint32_t bss_end;
};

/**
 * multiboot_program() - read a kernel by the addresses in its header
 * @program: program to which the kernel is added
 * @addresses: addresses in the header
 * @header: offset of the header in the file
 * @name: name of the file, for messages
 * @file: bytes of the file
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int multiboot_program(struct program *program, const struct multiboot_addresses *addresses,
		      size_t header, const char *name, const struct blob *file,
		      struct error *error);

/**
 * multiboot_read_elf() - read a kernel by its ELF headers, without checking it
 * @program: filled, for the caller to call program_check()
 * @name: name of the file, for messages
 * @file: bytes of the file
 * @error: filled on failure, for example if the file is not an ELF file for x86
 *
 * Return: 0, or -1 with @error filled.
 */
int multiboot_read_elf(struct program *program, const char *name, const struct blob *file,
		       struct error *error);

/**
 * struct multiboot_data - data about the machine and the load for the boot information
 * @map: the whole memory map
 * @lower: RAM from address 0 on, in KiB, at most 640
 * @upper: RAM from 1 MiB up to the first hole, in KiB
 * @base: physical address of the kernel's first byte
 * @command_line: name of the kernel file, followed by the command line
 * @modules: modules, placed
 */
struct multiboot_data {
	struct memory_map map;
	uint32_t lower;
	uint32_t upper;
	uint32_t base;
	char *command_line;
	struct multiboot_modules modules;
};

/**
 * struct multiboot_info - boot information that is being written
 * @bytes: memory for the information, zeroed at first
 * @address: physical address of @bytes
 * @used: number of bytes written
 */
struct multiboot_info {
	uint8_t *bytes;
	uint64_t address;
	size_t used;
};

/**
 * struct multiboot_version - the boot information of a version
 * @magic: magic number for eax, by which the kernel knows the version
 * @info_size: gives an upper bound of the size of the information
 * @write_info: writes the information
 */
struct multiboot_version {
	uint32_t magic;
	size_t (*info_size)(const struct multiboot_data *data);
	void (*write_info)(struct multiboot_info *info, const struct multiboot_data *data);
};

/**
 * multiboot_place() - place a kernel, the purgatory, the modules and the boot information
 * @load: kernel being loaded, kept below 4 GiB
 * @program: checked program
 * @distance: distance from the program's own addresses to the chosen ones
 * @version: version of the boot information
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int multiboot_place(struct load *load, const struct program *program, uint64_t distance,
		    const struct multiboot_version *version, struct error *error);

/* Both versions describe a range of memory by a u64 start, a u64 size and a u32 type. */
#define MULTIBOOT_RANGE_SIZE 20

/**
 * multiboot_put_range() - write a range of the memory map
 * @to: MULTIBOOT_RANGE_SIZE bytes
 * @range: range to be written
 */
void multiboot_put_range(uint8_t *to, const struct memory_range *range);

#endif
