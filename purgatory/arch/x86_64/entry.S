/* SPDX-License-Identifier: GPL-2.0-only */
#include "../../../include/purgatory.h"

#define CS	0x10	/* boot.rst: __BOOT_CS */
#define DS	0x18	/* boot.rst: __BOOT_DS */

/* Filled by whoever places the purgatory: struct purgatory_info. */
	.section .info, "a", @progbits
	.globl purgatory_info
	.hidden purgatory_info
purgatory_info:
	.fill PURGATORY_ENTRY, 1, 0

/*
 * The purgatory's entry.
 *
 * CPU:   64-bit mode, interrupts off, everything that struct purgatory_info
 *        speaks of mapped to its physical address
 * In:    nothing; no register and no stack is taken for valid
 * Out:   doesn't return
 */
	.section .text.entry, "ax", @progbits
	.code64
	.globl purgatory_start
purgatory_start:
	cli
	cld
	leaq	stack_end(%rip), %rsp

	leaq	gdt(%rip), %rax
	movq	%rax, -8(%rsp)
	movw	$(gdt_end - gdt - 1), -10(%rsp)
	lgdt	-10(%rsp)
	xorl	%eax, %eax
	lldt	%ax
	movl	$DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs

	leaq	1f(%rip), %rax
	pushq	$CS
	pushq	%rax
	lretq
1:
	xorl	%ebp, %ebp
	leaq	purgatory_info(%rip), %rdi
	call	purgatory
	ud2

/*
 * arch_jump - boot.rst, "64-bit Boot Protocol"
 *
 * In:    %rdi the kernel's entry, %rsi its zero page
 * Out:   doesn't return; %rsi as it is, all other registers 0
 */
	.text
	.globl arch_jump
	.hidden arch_jump
arch_jump:
	leaq	stack_end(%rip), %rsp
	pushq	%rdi
	xorl	%eax, %eax
	xorl	%ebx, %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%edi, %edi
	xorl	%ebp, %ebp
	xorl	%r8d, %r8d
	xorl	%r9d, %r9d
	xorl	%r10d, %r10d
	xorl	%r11d, %r11d
	xorl	%r12d, %r12d
	xorl	%r13d, %r13d
	xorl	%r14d, %r14d
	xorl	%r15d, %r15d
	retq

/*
 * One stub for each exception, FAULT_STUB_SIZE bytes apart, so that faults.c
 * knows where each lies.  Those for which the CPU pushes no error code push a
 * zero (Intel SDM volume 3, table 6-1).
 */
	.balign	16
	.globl fault_stubs
	.hidden fault_stubs
fault_stubs:
	vector = 0
	.rept	32
	.balign	16
	.if vector == 2
	iretq			/* an NMI changes nothing */
	.else
	.ifeq	((1 << vector) & 0x60227d00)
	pushq	$0
	.endif
	pushq	$vector
	jmp	fault
	.endif
	vector = vector + 1
	.endr

/* Stack, from the top: vector, error code, %rip, %cs, flags, %rsp, %ss. */
fault:
	movq	(%rsp), %rdi
	movq	16(%rsp), %rsi
	movq	8(%rsp), %rdx
	movq	%cr2, %rcx
	andq	$-16, %rsp
	call	arch_fault
	ud2

/* The CPU would set "accessed", so it's set already: this page is sealed. */
	.section .rodata, "a", @progbits
	.balign	8
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* CS: 64-bit code, execute and read */
	.quad	0x00cf93000000ffff	/* DS: data, read and write, 4 GiB */
gdt_end:

	.bss
	.balign	16
	.skip	8192
stack_end:

	.section .note.GNU-stack, "", @progbits
