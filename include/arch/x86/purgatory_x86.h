/* SPDX-License-Identifier: GPL-2.0-only */
/* The x86 part of struct purgatory_info; include/purgatory_info.h includes it. */
#ifndef INCLUDE_ARCH_X86_PURGATORY_X86_H
#define INCLUDE_ARCH_X86_PURGATORY_X86_H

/* A bit of consoles. */
#define PURGATORY_CONSOLE_VGA 2

/* A bit of flags: the purgatory puts the VGA into text mode, which screen_info then describes. */
#define PURGATORY_RESET_VGA  (1 << 1)
#define PURGATORY_ARCH_FLAGS PURGATORY_RESET_VGA

/* Modes in which the kernel is entered: 64-bit, 32-bit without paging, or real mode. */
#define PURGATORY_64BIT 0
#define PURGATORY_32BIT 1
#define PURGATORY_16BIT 2

/*
 * A kernel in real mode has 64 KiB, below 1 MiB and at a multiple of 16.  Its first
 * instruction is at 0x200, and the top of its stack at PURGATORY_16BIT_STACK.  The
 * purgatory's own code is at PURGATORY_16BIT_STUB.
 */
#define PURGATORY_16BIT_SIZE  0x10000
#define PURGATORY_16BIT_STACK 0xe000
#define PURGATORY_16BIT_STUB  0xff00

#ifndef __ASSEMBLER__
#include <stdint.h>

/**
 * struct purgatory_x86_addresses - addresses that move with the purgatory
 * @boot_params: zero page of the kernel, passed in rsi (boot.rst); 0: there is none, and rsi is
 *	taken from struct purgatory_x86_registers
 * @top_4level: page table for CR3 if CR4.LA57 is clear; 0: CR3 stays
 * @top_5level: page table for CR3 if CR4.LA57 is set; 0: CR3 stays
 */
struct purgatory_x86_addresses {
	uint64_t boot_params;
	uint64_t top_4level;
	uint64_t top_5level;
};

/**
 * struct purgatory_x86_settings - settings of the console and of the kernel's entry
 * @serial_port: I/O port of an 8250
 * @serial_divisor: divisor of 115200 Bd; 0: the speed stays
 * @mode: PURGATORY_64BIT, PURGATORY_32BIT or PURGATORY_16BIT; in the last two the kernel and the
 *	purgatory lie below 4 GiB, and in the last one the kernel's entry is the address of its
 *	segment
 */
struct purgatory_x86_settings {
	uint16_t serial_port;
	uint16_t serial_divisor;
	uint16_t mode;
};

/**
 * struct purgatory_x86_registers - registers of the kernel at its entry
 *
 * All others are 0; the stack pointer is the purgatory's own.
 */
struct purgatory_x86_registers {
	uint64_t rax;
	uint64_t rbx;
	uint64_t rcx;
	uint64_t rdx;
	uint64_t rsi;
	uint64_t rdi;
	uint64_t rbp;
};
#endif

#endif
