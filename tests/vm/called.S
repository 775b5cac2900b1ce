/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Takes the place of a kernel that calls what it has loaded, and comes back: the
 * segments of two loads lie where they're to lie (called.t has it linked so).
 * THERE is the entry of a program that returns; BACK that of a way back, to `back`.
 * What becomes of it is said on the serial port.
 */
#define SERIAL	0x3f8

	.text
	.globl _start
_start:
	leaq	stack_end(%rip), %rsp
	movq	$THERE, %rax
	call	*%rax
returned:
	leaq	stack_end(%rip), %rsp
	leaq	there_text(%rip), %rsi
	call	say
	movq	$BACK, %rax
	call	*%rax
called:
	jmp	reset

	/* The one whose turn it is looks on the stack for where to return to. */
	.globl back
back:
	leaq	called(%rip), %rax
	cmpq	%rax, (%rsp)
	jne	reset
	leaq	stack_end(%rip), %rsp
	leaq	back_text(%rip), %rsi
	call	say
reset:
	lidt	nothing(%rip)
	int3

/* %rsi: a text */
say:
	movw	$(SERIAL + 5), %dx
1:
	inb	%dx, %al
	testb	$0x20, %al
	jz	1b
	movw	$SERIAL, %dx
	lodsb
	testb	%al, %al
	jz	2f
	outb	%al, %dx
	jmp	say
2:
	ret

there_text:
	.asciz	"called: it returned\r\n"
back_text:
	.asciz	"called: it jumped back, primary: done\r\n"
nothing:
	.word	0
	.quad	0

	.bss
	.balign	16
	.skip	4096
stack_end:
	.section .note.GNU-stack, "", @progbits
