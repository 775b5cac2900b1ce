/* SPDX-License-Identifier: GPL-2.0-only */
	.section .rodata, "a"
	.balign	16
	.globl init_blob, init_blob_end
init_blob:
	.incbin "saveoops/init"
init_blob_end:
	.section .note.GNU-stack, "", %progbits
