/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own arch/x86/mm/extable.c includes this; integrate adds the call there. */
#ifndef KEXEC_BAKE_EARLY_EXCEPTION_H
#define KEXEC_BAKE_EARLY_EXCEPTION_H

struct pt_regs;

#ifdef CONFIG_KEXEC_BAKE
/**
 * kexec_bake_early_exception() - capture an exception that has no handler
 * @regs: registers at the exception
 * @trapnr: X86_TRAP_*
 *
 * Before trap_init() such an exception halts the kernel without a panic.
 * Returns if no image is armed.
 */
void kexec_bake_early_exception(struct pt_regs *regs, int trapnr);
#else
static inline void kexec_bake_early_exception(struct pt_regs *regs, int trapnr)
{
}
#endif
#endif
