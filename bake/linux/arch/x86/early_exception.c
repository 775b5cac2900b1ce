// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <asm/ptrace.h>
#include <asm/special_insns.h>

#include "internal.h"

#include "early_exception.h"

/* The kernel's own message goes to an early console only, and not to the log. */
void __init kexec_bake_early_exception(struct pt_regs *regs, int trapnr)
{
	/* show_regs() reads the code at the exception, and may fault itself. */
	unsigned long cr2 = native_read_cr2();
	static char reason[128] __initdata;

	if (!kexec_bake_image.armed)
		return;
	show_regs(regs);
	scnprintf(reason, sizeof(reason), "early exception 0x%02x at %pS, error %lx, cr2 %#lx",
		  trapnr, (void *)regs->ip, regs->orig_ax, cr2);
	pr_emerg("%s\n", reason);
	kexec_bake_enter(reason, regs);
	/* Returning would halt the machine for ever; panic() resets it. */
	panic("%s", reason);
}
