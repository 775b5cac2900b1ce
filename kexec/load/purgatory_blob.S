/* SPDX-License-Identifier: GPL-2.0-only */
	.section .rodata, "a"
	.balign	16
	.globl purgatory_blob, purgatory_blob_end
purgatory_blob:
	.incbin "purgatory/purgatory.elf"
purgatory_blob_end:
	.section .note.GNU-stack, "", %progbits
