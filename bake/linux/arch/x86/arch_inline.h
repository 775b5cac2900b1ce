/* SPDX-License-Identifier: GPL-2.0-only */
/* x86's constants and inline functions for the code that all architectures share. */
#ifndef KEXEC_BAKE_ARCH_INLINE_H
#define KEXEC_BAKE_ARCH_INLINE_H

#include <linux/instruction_pointer.h>
#include <linux/sizes.h>
#include <asm/asm.h>
#include <asm/irqflags.h>
#include <asm/ptrace.h>
#include <asm/segment.h>

#define KEXEC_BAKE_LOW_MEMORY_END SZ_1M

/* Only the registers that an unwinder needs are read; the others are 0. */
static __always_inline void kexec_bake_read_registers(struct pt_regs *regs)
{
	*regs = (struct pt_regs){
		.sp = current_stack_pointer,
		.ip = _THIS_IP_,
		.flags = native_save_fl(),
		.cs = __KERNEL_CS,
		.ss = __KERNEL_DS,
	};
	asm volatile("movq %%rbx, %0" : "=m"(regs->bx));
	asm volatile("movq %%rbp, %0" : "=m"(regs->bp));
	asm volatile("movq %%r12, %0" : "=m"(regs->r12));
	asm volatile("movq %%r13, %0" : "=m"(regs->r13));
	asm volatile("movq %%r14, %0" : "=m"(regs->r14));
	asm volatile("movq %%r15, %0" : "=m"(regs->r15));
}

#endif
