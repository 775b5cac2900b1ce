/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that says on the first serial port what it was told, and resets the
 * machine. Assembled with -DMULTIBOOT=1 or 2, or neither: then it's just an i386
 * ELF file with boot notes.
 *
 * What it says: "told: MODE", a line for each fact, "told: done".
 */
#define COM1		0x3f8
#define COM1_STATUS	0x3fd
#define STATUS_EMPTY	0x20

	.text
	.code32
#if MULTIBOOT == 1
#define MAGIC	0x2badb002
#define FLAGS	3
	.balign	4
	.long	0x1badb002, FLAGS, -(0x1badb002 + FLAGS)
#elif MULTIBOOT == 2
#define MAGIC	0x36d76289
	.balign	8
header:
	.long	0xe85250d6, 0, header_end - header
	.long	-(0xe85250d6 + (header_end - header))
	.word	0, 0
	.long	8
header_end:
#else
#define MAGIC	0x0e1fb007
#endif

	.globl	_start
_start:
	movl	4(%esp), %ecx		/* before there's another stack */
	movl	$stack_end, %esp
	cld
	movl	%eax, %edi
	movl	%ebx, %esi
	movl	%ecx, %ebp

	movl	$hello, %ebx
	call	print
	movl	%cr0, %eax		/* PG and PE */
	andl	$0x80000001, %eax
	call	print_hex
	movl	%cs, %eax
	call	print_hex
	pushfl
	popl	%eax
	andl	$0x20200, %eax		/* VM and IF */
	call	print_hex
	call	new_line
	cmpl	$MAGIC, %edi
	je	1f
	movl	$no_magic, %ebx
	call	print
	movl	%edi, %eax
	call	print_hex
	call	new_line
	jmp	reset
1:	call	report
	movl	$done, %ebx
	call	print
reset:
	movb	$0xfe, %al
	outb	%al, $0x64
	lidt	nothing
	int3

#if MULTIBOOT == 1
report:					/* %esi: the information */
	movl	$command_line, %ebx
	movl	16(%esi), %eax
	call	print_fact
	movl	$loader, %ebx
	movl	64(%esi), %eax
	call	print_fact
	movl	$memory, %ebx
	call	print
	movl	4(%esi), %eax
	call	print_hex
	movl	8(%esi), %eax
	call	print_hex
	call	new_line

	movl	24(%esi), %edi
	movl	20(%esi), %ebp
2:	decl	%ebp
	js	3f
	movl	$module, %ebx
	movl	8(%edi), %eax
	call	print_fact
	movl	$content, %ebx
	movl	(%edi), %eax
	call	print_fact
	addl	$16, %edi
	jmp	2b
3:	movl	48(%esi), %edi
	movl	44(%esi), %ebp
	addl	%edi, %ebp
4:	cmpl	%ebp, %edi
	jae	5f
	leal	4(%edi), %eax
	call	print_range
	addl	(%edi), %edi
	addl	$4, %edi
	jmp	4b
5:	ret
#elif MULTIBOOT == 2
report:
	leal	8(%esi), %edi
6:	movl	(%edi), %eax
	testl	%eax, %eax
	jz	9f
	cmpl	$1, %eax
	movl	$command_line, %ebx
	je	7f
	cmpl	$2, %eax
	movl	$loader, %ebx
	je	7f
	cmpl	$3, %eax
	je	10f
	cmpl	$4, %eax
	je	11f
	cmpl	$6, %eax
	je	12f
	jmp	8f
7:	leal	8(%edi), %eax
	call	print_fact
8:	movl	4(%edi), %eax
	addl	$7, %eax
	andl	$-8, %eax
	addl	%eax, %edi
	jmp	6b
9:	ret
10:	movl	$module, %ebx
	leal	16(%edi), %eax
	call	print_fact
	movl	$content, %ebx
	movl	8(%edi), %eax
	call	print_fact
	jmp	8b
11:	movl	$memory, %ebx
	call	print
	movl	8(%edi), %eax
	call	print_hex
	movl	12(%edi), %eax
	call	print_hex
	call	new_line
	jmp	8b
12:	movl	4(%edi), %ebp
	addl	%edi, %ebp
	leal	16(%edi), %ecx
13:	cmpl	%ebp, %ecx
	jae	8b
	movl	%ecx, %eax
	call	print_range
	addl	$24, %ecx
	jmp	13b
#else
report:					/* %esi: the notes, %ebp: the first argument */
	cmpl	%esi, %ebp
	je	14f
	movl	$no_argument, %ebx
	call	print
14:	movl	4(%esi), %ebp
	addl	%esi, %ebp
	leal	12(%esi), %edi
15:	cmpl	%ebp, %edi
	jae	16f
	movl	$note, %ebx
	call	print
	movl	8(%edi), %eax
	call	print_hex
	movl	$empty, %ebx
	leal	12(%edi), %eax
	call	print_fact
	movl	4(%edi), %eax
	addl	$15, %eax
	andl	$-4, %eax
	addl	%eax, %edi
	jmp	15b
16:	ret
#endif

/* Each keeps all registers but %eax and %ebx. */

print_range:				/* %eax: u64 start, u64 size, u32 type */
	pushl	%edx
	movl	%eax, %edx
	movl	$range, %ebx
	call	print
	movl	4(%edx), %eax
	call	print_hex
	movl	(%edx), %eax
	call	print_hex
	movl	12(%edx), %eax
	call	print_hex
	movl	8(%edx), %eax
	call	print_hex
	movl	16(%edx), %eax
	call	print_hex
	call	new_line
	popl	%edx
	ret

print_fact:				/* %ebx: what, %eax: its text */
	pushl	%eax
	call	print
	popl	%ebx
	call	print
new_line:
	movl	$end_of_line, %ebx
print:					/* %ebx: text */
	movb	(%ebx), %al
	testb	%al, %al
	jz	17f
	cmpb	$'\n', %al		/* of a module there's only its first line */
	je	17f
	call	put_char
	incl	%ebx
	jmp	print
17:	ret

print_hex:				/* %eax, with a blank in front */
	pushl	%ecx
	pushl	%edx
	movl	%eax, %edx
	movb	$' ', %al
	call	put_char
	movl	$8, %ecx
18:	roll	$4, %edx
	movb	%dl, %al
	andb	$15, %al
	addb	$'0', %al
	cmpb	$'9', %al
	jbe	19f
	addb	$('a' - '9' - 1), %al
19:	call	put_char
	loop	18b
	popl	%edx
	popl	%ecx
	ret

put_char:				/* %al */
	pushl	%edx
	pushl	%eax
	movw	$COM1_STATUS, %dx
20:	inb	%dx, %al
	testb	$STATUS_EMPTY, %al
	jz	20b
	popl	%eax
	movw	$COM1, %dx
	outb	%al, %dx
	popl	%edx
	ret

	.data
hello:		.asciz	"\rtold: here, with"
no_magic:	.asciz	"told: not the magic but"
command_line:	.asciz	"told: words "
loader:		.asciz	"told: loader "
memory:		.asciz	"told: memory"
module:		.asciz	"told: module "
content:	.asciz	"told: content "
range:		.asciz	"told: range"
note:		.asciz	"told: note"
no_argument:	.asciz	"told: the first argument is not the notes\r"
empty:		.asciz	" "
done:		.asciz	"told: done\r"
end_of_line:	.asciz	"\r"
nothing:	.word	0
		.long	0

	.bss
	.skip	4096
stack_end:

	.section .note.GNU-stack, "", @progbits
