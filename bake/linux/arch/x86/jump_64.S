/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>

/*
 * void kexec_bake_jump(u64 entry)
 *
 * In:    %rdi  physical address to jump to, mapped to itself by the current page tables
 * Out:   does not return; the purgatory expects nothing in any register
 *
 * The purgatory does not return here, so no unwind hint is needed; their names differ between
 * versions of Linux.
 */
	.text
SYM_FUNC_START(kexec_bake_jump)
	cli
	/*
	 * CET off: the jump would need an ENDBR at its target.  PGE off: flushes
	 * global pages from the TLB.  PCIDE off: CR3 carries no PCID.
	 */
	movq	%cr4, %rax
	andq	$~(X86_CR4_CET | X86_CR4_PGE | X86_CR4_PCIDE), %rax
	movq	%rax, %cr4
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rdi
SYM_FUNC_END(kexec_bake_jump)
