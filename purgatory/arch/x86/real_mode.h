/* SPDX-License-Identifier: GPL-2.0-only */
/* From 32-bit mode without paging into real mode. */
#ifndef PURGATORY_ARCH_X86_REAL_MODE_H
#define PURGATORY_ARCH_X86_REAL_MODE_H

/* struct real_mode */
#define REAL_MODE_IDT 6

#ifndef __ASSEMBLER__
#include <stddef.h>

#include "purgatory/purgatory.h"

/* Operands of lgdt and lidt. */
struct real_mode {
	uint16_t gdt_limit;
	uint32_t gdt;
	uint16_t idt_limit;
	uint32_t idt;
} __attribute__((packed));

_Static_assert(offsetof(struct real_mode, idt_limit) == REAL_MODE_IDT,
	       "entry.S looks for the IDT elsewhere");

/* Code in entry.S. */
extern const char real_mode_enter[] __attribute__((visibility("hidden")));
extern const char real_mode_stub[] __attribute__((visibility("hidden")));
extern const char real_mode_stub_end[] __attribute__((visibility("hidden")));

/**
 * real_mode_prepare() - put everything but the CPU into the state in which the BIOS leaves it
 * @segment: address of the kernel's 64 KiB below 1 MiB; at PURGATORY_16BIT_STUB a stub is written
 * @registers: filled for arch_jump_32()
 *
 * Return: the entry for arch_jump_32().
 */
uint64_t real_mode_prepare(uint64_t segment, struct purgatory_x86_registers *registers);
#endif

#endif
