/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The linked purgatory begins with a struct purgatory_info of zeros, which the program that
 * places it fills.  Its entry is at PURGATORY_ENTRY; its variables and stack follow behind
 * its last byte.
 */
#ifndef INCLUDE_PURGATORY_INFO_H
#define INCLUDE_PURGATORY_INFO_H

#define PURGATORY_ENTRY 0x400

/* Consoles; the others are the architecture's. */
#define PURGATORY_CONSOLE_SERIAL 1

/* Flags; bit 1 is the architecture's.  Assemblers know no 1u. */
#define PURGATORY_EFI     (1 << 0)
#define PURGATORY_RETURNS (1 << 2)

/* Offset of flags in struct purgatory_info. */
#define PURGATORY_FLAGS 0x72

#define PURGATORY_MAX_SEALED 16

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>
#endif

#include "include/arch/x86/purgatory_x86.h"

#ifndef __ASSEMBLER__
/**
 * struct purgatory_range - a range of physical memory
 * @start: its first byte
 * @size: in bytes
 */
struct purgatory_range {
	uint64_t start;
	uint64_t size;
};

/**
 * struct purgatory_info - all that the purgatory is told
 * @self: the address of this struct as placed.  All addresses below are meant for a
 *	purgatory that runs there; one that runs elsewhere adds the difference.
 * @entry: address of the kernel's entry
 * @x86: addresses that only x86 has
 * @arch_addresses: the same for any architecture
 * @digest: address of the 32 bytes that SHA-256 of @sealed must give; 0: nothing is
 *	checked.  With PURGATORY_RETURNS the purgatory checks once and clears it.
 * @handoff: address of the struct kexec_bake_handoff that the kernel is told of; 0: none
 * @region: the only RAM at and above 1 MiB that the kernel is told of, if there is a
 *	hand-off
 * @initrd: the initrd as baked
 * @oops: space for the oops archive, which follows the initrd; the hand-off has the
 *	archive's size
 * @consoles: PURGATORY_CONSOLE_*, where to print
 * @x86_settings: settings that only x86 has
 * @arch_settings: the same for any architecture
 * @flags: PURGATORY_EFI: the kernel is told of EFI, if the hand-off knows it;
 *	PURGATORY_RETURNS: whoever enters the purgatory calls it, with a return address on
 *	top of the stack, and a kernel entered in 64-bit mode is given that address, too;
 *	and the architecture's
 * @sealed_count: number of ranges in @sealed
 * @sealed: the ranges that the digest covers, in order
 * @header: address of the struct kexec_bake_header whose fix-ups move all of this; 0: it
 *	cannot be moved
 * @x86_registers: registers of the kernel at its entry; they are not moved
 * @arch_registers: the same for any architecture
 * @own_digest: space for the bytes that @digest may point to
 * @jump_back: address where the return address is written, as
 *	PURGATORY_JUMP_BACK_DIGITS hexadecimal digits; 0: nowhere
 * @elfcorehdr: space for the elfcorehdr at the region's end; the hand-off has the size
 *	that is used
 * @command_line: the command line, to which the elfcorehdr's address is added
 *
 * The architecture's part is in three places: addresses, settings and registers.
 */
struct purgatory_info {
	uint64_t self;
	uint64_t entry;
	union {
		struct purgatory_x86_addresses x86;
		uint64_t arch_addresses[3];
	};
	uint64_t digest;
	uint64_t handoff;
	struct purgatory_range region;
	struct purgatory_range initrd;
	struct purgatory_range oops;
	uint32_t consoles;
	union {
		struct purgatory_x86_settings x86_settings;
		uint16_t arch_settings[3];
	};
	uint16_t flags;
	uint32_t sealed_count;
	struct purgatory_range sealed[PURGATORY_MAX_SEALED];
	uint64_t header;
	union {
		struct purgatory_x86_registers x86_registers;
		uint64_t arch_registers[7];
	};
	uint8_t own_digest[32];
	uint64_t jump_back;
	struct purgatory_range elfcorehdr;
	struct purgatory_range command_line;
};

#define PURGATORY_JUMP_BACK_DIGITS 16

_Static_assert(sizeof(struct purgatory_info) <= PURGATORY_ENTRY,
	       "the purgatory's entry overlaps its info");
_Static_assert(offsetof(struct purgatory_info, flags) == PURGATORY_FLAGS,
	       "the purgatory's entry looks for its flags elsewhere");
#endif
#endif
