/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's own code calls: integrate adds the call to arch/x86/mm/extable.c. */
#ifndef KEXEC_BAKE_EARLY_H
#define KEXEC_BAKE_EARLY_H

struct pt_regs;

#ifdef CONFIG_KEXEC_BAKE
/**
 * kexec_bake_early_exception() - enter the image on an exception that nothing handles
 * @regs: of the code that did it
 * @trapnr: X86_TRAP_*
 *
 * Before trap_init() such an exception halts the kernel without a panic.
 * Returns if nothing is to be entered.
 */
void kexec_bake_early_exception(struct pt_regs *regs, int trapnr);
#else
static inline void kexec_bake_early_exception(struct pt_regs *regs, int trapnr)
{
}
#endif
#endif
