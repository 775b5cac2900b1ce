/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The linked purgatory begins with a zeroed struct purgatory_info, which the program that places
 * the purgatory fills.  The entry is at PURGATORY_ENTRY; the variables and the stack follow the
 * last byte.
 */
#ifndef INCLUDE_PURGATORY_INFO_H
#define INCLUDE_PURGATORY_INFO_H

#define PURGATORY_ENTRY 0x400

/* Consoles; the architecture defines the others. */
#define PURGATORY_CONSOLE_SERIAL 1

/* Flags; bit 1 belongs to the architecture.  Assemblers do not accept 1u. */
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
 * @start: address of the first byte
 * @size: in bytes
 */
struct purgatory_range {
	uint64_t start;
	uint64_t size;
};

/**
 * struct purgatory_info - the parameters of the purgatory
 * @self: address at which this struct is placed.  All addresses below are valid for a purgatory
 *	that runs there; one that runs elsewhere adds the difference.
 * @entry: address of the kernel's entry
 * @x86: addresses that only x86 has
 * @arch_addresses: the same for any architecture
 * @digest: address of the expected SHA-256 of @sealed, 32 bytes; 0: nothing is checked.  With
 *	PURGATORY_RETURNS the purgatory checks once and clears @digest.
 * @handoff: address of the struct kexec_bake_handoff that is passed to the kernel; 0: none
 * @region: the only RAM from 1 MiB on that is passed to the kernel, if there is a hand-off block
 * @initrd: the initrd as baked
 * @oops: space for the oops archive, which follows the initrd; the hand-off block holds the
 *	archive's size
 * @consoles: PURGATORY_CONSOLE_*, where to print
 * @x86_settings: settings that only x86 has
 * @arch_settings: the same for any architecture
 * @flags: PURGATORY_EFI: EFI is passed to the kernel, if the hand-off block has it;
 *	PURGATORY_RETURNS: the purgatory is called, with a return address on top of the stack, and a
 *	kernel that is entered in 64-bit mode gets that address, too; and the architecture's flags
 * @sealed_count: number of ranges in @sealed
 * @sealed: the ranges that the digest covers, in order
 * @header: address of the struct kexec_bake_header whose fix-ups relocate the image; 0: the image
 *	cannot be relocated
 * @x86_registers: registers of the kernel at its entry, which are not relocated
 * @arch_registers: the same for any architecture
 * @own_digest: space for the bytes that @digest may point to
 * @jump_back: address where the return address is written, as PURGATORY_JUMP_BACK_DIGITS
 *	hexadecimal digits; 0: nowhere
 * @elfcorehdr: space for the elfcorehdr at the region's end; the hand-off block holds the used size
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
