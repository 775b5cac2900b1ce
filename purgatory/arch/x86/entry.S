/* SPDX-License-Identifier: GPL-2.0-only */
#include "include/purgatory_info.h"

#include "entry.h"
#include "real_mode.h"

/* Intel SDM volume 3, section 2.5; volume 4, table 2-2. */
#define CR0_PE		0x01
#define CR0_ET		0x10
#define CR0_NE		0x20
#define MSR_EFER	0xc0000080

/* Loads flat data into all segments but CS, in 64-bit and in 32-bit mode; changes %eax. */
	.macro	load_data_segments
	movl	$BOOT_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs
	.endm

/* struct purgatory_info, filled by the program that places the purgatory. */
	.section .info, "a", @progbits
	.globl purgatory_info
	.hidden purgatory_info
purgatory_info:
	.fill PURGATORY_ENTRY, 1, 0

/*
 * The purgatory's entry.
 *
 * CPU:   64-bit mode, interrupts off; all addresses in struct purgatory_info are mapped
 *        to themselves
 * In:    nothing; registers and stack need not be valid, but with PURGATORY_RETURNS a
 *        return address is on top of the stack
 * Out:   does not return
 */
	.section .text.entry, "ax", @progbits
	.code64
	.globl purgatory_start
purgatory_start:
	cli
	cld
	xorl	%esi, %esi
	testb	$PURGATORY_RETURNS, purgatory_info+PURGATORY_FLAGS(%rip)
	jz	1f
	movq	(%rsp), %rsi
1:
	leaq	stack_end(%rip), %rsp

	leaq	gdt(%rip), %rax
	movq	%rax, -8(%rsp)
	movw	$(gdt_end - gdt - 1), -10(%rsp)
	lgdt	-10(%rsp)
	xorl	%eax, %eax
	lldt	%ax
	load_data_segments

	leaq	1f(%rip), %rax
	pushq	$BOOT_CS
	pushq	%rax
	lretq
1:
	xorl	%ebp, %ebp
	leaq	purgatory_info(%rip), %rdi
	call	purgatory
	ud2

/*
 * arch_jump_64 - boot.rst, "64-bit Boot Protocol"
 *
 * In:    %rdi the kernel's entry, %rsi a struct purgatory_x86_registers, %rdx the address to
 *        which the kernel may return
 * Out:   does not return; the registers are loaded, all others are 0; the stack
 *        holds the return address, as for a C function, and then the purgatory's own entry,
 *        which a Linux that is returned to calls the next time
 */
	.text
	.globl arch_jump_64
	.hidden arch_jump_64
arch_jump_64:
	leaq	purgatory_start(%rip), %rax
	pushq	%rax
	pushq	%rdx
	pushq	%rdi
	movq	REGISTERS_RAX(%rsi), %rax
	movq	REGISTERS_RBX(%rsi), %rbx
	movq	REGISTERS_RCX(%rsi), %rcx
	movq	REGISTERS_RDX(%rsi), %rdx
	movq	REGISTERS_RDI(%rsi), %rdi
	movq	REGISTERS_RBP(%rsi), %rbp
	movq	REGISTERS_RSI(%rsi), %rsi
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
 * arch_jump_32 - boot.rst, "32-bit Boot Protocol"; Multiboot, "Machine state"
 *
 * In:    %rdi the kernel's entry, %rsi a struct purgatory_x86_registers; both, this code
 *	  and the stack lie below 4 GiB
 * Out:   does not return; flat segments, no paging, the registers are loaded; the
 *	  stack holds a return address of 0 and then %edi, as for a C function
 */
	.globl arch_jump_32
	.hidden arch_jump_32
arch_jump_32:
	leaq	gdt_32(%rip), %rax
	movq	%rax, -8(%rsp)
	movw	$(gdt_32_end - gdt_32 - 1), -10(%rsp)
	lgdt	-10(%rsp)
	leaq	1f(%rip), %rax
	pushq	$BOOT_CS
	pushq	%rax
	lretq
	.code32
1:
	load_data_segments

	movl	$(CR0_PE | CR0_NE | CR0_ET), %eax
	movl	%eax, %cr0
	movl	$MSR_EFER, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
	movl	%eax, %cr4
	movl	%eax, %cr3

	pushl	REGISTERS_RDI(%esi)
	pushl	$0
	pushl	%edi
	movl	REGISTERS_RAX(%esi), %eax
	movl	REGISTERS_RBX(%esi), %ebx
	movl	REGISTERS_RCX(%esi), %ecx
	movl	REGISTERS_RDX(%esi), %edx
	movl	REGISTERS_RDI(%esi), %edi
	movl	REGISTERS_RBP(%esi), %ebp
	movl	REGISTERS_RSI(%esi), %esi
	ret

/*
 * real_mode_enter - Intel SDM volume 3, "Switching Back to Real-Address Mode";
 *		     boot.rst, "Running the Kernel"
 *
 * CPU:   as arch_jump_32 leaves it
 * In:    %ax the segment, %ebx a struct real_mode, whose GDT has 16-bit code and data
 *        there; the stub has been copied to PURGATORY_16BIT_STUB
 * Out:   does not return; CS is %ax + 0x20, all other segments are %ax, %ip is 0
 */
	.globl real_mode_enter
	.hidden real_mode_enter
real_mode_enter:
	lgdt	(%ebx)
	lidt	REAL_MODE_IDT(%ebx)
	pushl	$BOOT_CS
	pushl	$PURGATORY_16BIT_STUB
	lretl

	.code16
	.globl real_mode_stub
	.hidden real_mode_stub
	.globl real_mode_stub_end
	.hidden real_mode_stub_end
real_mode_stub:
	movw	$BOOT_DS, %cx
	movw	%cx, %ds
	movw	%cx, %es
	movw	%cx, %fs
	movw	%cx, %gs
	movw	%cx, %ss
	movl	$PURGATORY_16BIT_STACK, %esp
	pushw	%ax
	pushw	$(PURGATORY_16BIT_STUB + 1f - real_mode_stub)
	movl	$CR0_ET, %ecx
	movl	%ecx, %cr0
	lretw
1:
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movw	%ax, %ss
	addw	$0x20, %ax
	pushw	%ax
	pushw	$0
	lretw
real_mode_stub_end:
	.code64

/*
 * A stub for each exception, FAULT_STUB_SIZE bytes apart, so that faults.c knows the
 * address of each.  If the CPU pushes no error code, the stub pushes a zero (Intel SDM
 * volume 3, table 6-1).
 */
	.balign	16
	.globl fault_stubs
	.hidden fault_stubs
fault_stubs:
	vector = 0
	.rept	FAULTS
	.balign	FAULT_STUB_SIZE
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

/* "Accessed" is set, because the CPU would otherwise set it in a sealed page. */
	.section .rodata, "a", @progbits
	.balign	8
gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* CS: 64-bit code, execute and read */
	.quad	0x00cf93000000ffff	/* DS: data, read and write, 4 GiB */
gdt_end:
	.balign	8
gdt_32:
	.quad	0
	.quad	0
	.quad	0x00cf9b000000ffff	/* CS: 32-bit code, execute and read, 4 GiB */
	.quad	0x00cf93000000ffff	/* DS */
gdt_32_end:

	.bss
	.balign	16
	.skip	8192
stack_end:

	.section .note.GNU-stack, "", @progbits
