/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the program that places the purgatory tells it.  The linked purgatory
 * begins with a struct purgatory_info of zeros, its entry follows at
 * PURGATORY_ENTRY, its variables and stack follow behind its last byte.
 */
#ifndef INCLUDE_PURGATORY_INFO_H
#define INCLUDE_PURGATORY_INFO_H

#define PURGATORY_ENTRY 0x400

#define PURGATORY_CONSOLE_SERIAL 1
#define PURGATORY_CONSOLE_VGA    2

#define PURGATORY_EFI       (1u << 0)
#define PURGATORY_RESET_VGA (1u << 1)
#define PURGATORY_RETURNS   (1 << 2) /* assemblers know no 1u */

/* Offset of flags in struct purgatory_info. */
#define PURGATORY_FLAGS 0x72

#define PURGATORY_MAX_SEALED 16

/* How the kernel is entered: in 64-bit mode, in 32-bit mode without paging, or in real mode. */
#define PURGATORY_64BIT 0
#define PURGATORY_32BIT 1
#define PURGATORY_16BIT 2

/*
 * In real mode it's given 64 KiB, below 1 MiB and at a multiple of 16: its first
 * instruction is at 0x200, its stack's top at PURGATORY_16BIT_STACK, and what is at
 * PURGATORY_16BIT_STUB is the purgatory's.
 */
#define PURGATORY_16BIT_SIZE  0x10000
#define PURGATORY_16BIT_STACK 0xe000
#define PURGATORY_16BIT_STUB  0xff00

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

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
 * struct purgatory_registers - what the kernel finds in the CPU's registers
 *
 * Those that aren't here are 0; the stack pointer is the purgatory's own.
 */
struct purgatory_registers {
	uint64_t rax;
	uint64_t rbx;
	uint64_t rcx;
	uint64_t rdx;
	uint64_t rsi;
	uint64_t rdi;
	uint64_t rbp;
};

/**
 * struct purgatory_info - the purgatory's orders
 * @self: where this struct was meant to lie.  All addresses below are meant
 *        for a purgatory that runs there; one that runs elsewhere adds the
 *        difference.
 * @entry: of the kernel; in real mode, its segment's address
 * @boot_params: its zero page, for which it looks in rsi (boot.rst); 0: it has
 *		 none, and rsi is as @registers say
 * @top_4level: page table for CR3 where CR4.LA57 is clear
 * @top_5level: the same where it is set
 * @digest: the 32 bytes that SHA-256 of @sealed must give; 0: don't check. With
 *	    %PURGATORY_RETURNS it's checked once: the purgatory makes it 0
 * @handoff: a struct kexec_bake_handoff to merge into @boot_params; 0: none
 * @region: the only RAM at and above 1 MiB that the kernel is told of,
 *          if there is a hand-off
 * @initrd: as baked
 * @oops: what may follow it; the hand-off says how much of it does
 * @consoles: PURGATORY_CONSOLE_*, where to print
 * @serial_port: I/O port of an 8250
 * @serial_divisor: of 115200 Bd; 0: leave the speed as it is
 * @mode: PURGATORY_64BIT, or one of the others: then it and the purgatory lie
 *	  below 4 GiB
 * @flags: PURGATORY_EFI: the kernel is told of EFI, if the hand-off is;
 *	   PURGATORY_RESET_VGA: the screen is put into text mode, and the hand-off
 *	   merged so; PURGATORY_RETURNS: whoever enters the purgatory calls it, so
 *	   a return address is on top of the stack then, and a kernel entered in
 *	   64-bit mode finds it there, too
 * @sealed_count: of @sealed
 * @sealed: what the digest covers, in order
 * @header: the struct kexec_bake_header with whose fix-ups all of this can be
 *          moved; 0: it can't be
 * @registers: for the kernel; they aren't moved
 * @own_digest: room for what @digest may point to
 * @jump_back: where that return address is written, as PURGATORY_JUMP_BACK_DIGITS
 *	       of hexadecimal; 0: nowhere
 * @elfcorehdr: the region's end; the hand-off says how much of it is a core header
 * @command_line: to which the core header's address is added then
 */
struct purgatory_info {
	uint64_t self;
	uint64_t entry;
	uint64_t boot_params;
	uint64_t top_4level;
	uint64_t top_5level;
	uint64_t digest;
	uint64_t handoff;
	struct purgatory_range region;
	struct purgatory_range initrd;
	struct purgatory_range oops;
	uint32_t consoles;
	uint16_t serial_port;
	uint16_t serial_divisor;
	uint16_t mode;
	uint16_t flags;
	uint32_t sealed_count;
	struct purgatory_range sealed[PURGATORY_MAX_SEALED];
	uint64_t header;
	struct purgatory_registers registers;
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
