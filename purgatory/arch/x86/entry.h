/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that entry.S shares with the C code. */
#ifndef PURGATORY_ARCH_X86_ENTRY_H
#define PURGATORY_ARCH_X86_ENTRY_H

/* Selectors of the purgatory's GDT: boot.rst, __BOOT_CS and __BOOT_DS. */
#define BOOT_CS 0x10
#define BOOT_DS 0x18

/* Exceptions, and the bytes from one stub to the next. */
#define FAULTS          32
#define FAULT_STUB_SIZE 16

/* Offsets in struct purgatory_x86_registers. */
#define REGISTERS_RAX 0
#define REGISTERS_RBX 8
#define REGISTERS_RCX 16
#define REGISTERS_RDX 24
#define REGISTERS_RSI 32
#define REGISTERS_RDI 40
#define REGISTERS_RBP 48

#ifndef __ASSEMBLER__
#include <stddef.h>

#include "include/purgatory_info.h"

#define ASSERT_REGISTER(name, offset)                                                              \
	_Static_assert(offsetof(struct purgatory_x86_registers, name) == (offset),                 \
		       "entry.S looks for " #name " elsewhere")

ASSERT_REGISTER(rax, REGISTERS_RAX);
ASSERT_REGISTER(rbx, REGISTERS_RBX);
ASSERT_REGISTER(rcx, REGISTERS_RCX);
ASSERT_REGISTER(rdx, REGISTERS_RDX);
ASSERT_REGISTER(rsi, REGISTERS_RSI);
ASSERT_REGISTER(rdi, REGISTERS_RDI);
ASSERT_REGISTER(rbp, REGISTERS_RBP);
#endif

#endif
