/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>

/*
 * void kexec_bake_jump(u64 entry)
 *
 * In:    %rdi where to go, mapped to itself by the page tables that are on
 * Out:   doesn't return; the purgatory takes no register for valid
 *
 * A function whose last call is a jump needs no unwind hint, and the names of
 * those differ from one Linux to the next.
 */
	.text
SYM_FUNC_START(kexec_bake_jump)
	cli
	/*
	 * CET, or the jump would need an ENDBR to land on; PGE, to forget what
	 * the TLB holds of global pages; PCIDE, as CR3 carries no PCID.
	 */
	movq	%cr4, %rax
	andq	$~(X86_CR4_CET | X86_CR4_PGE | X86_CR4_PCIDE), %rax
	movq	%rax, %cr4
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rdi
SYM_FUNC_END(kexec_bake_jump)
