// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each CPU was doing when this kernel crashed: its registers.  panic() has
 * stopped the others, but a CPU that stands still takes an NMI all the same, and
 * what it was stopped at is further up its stack.  Only one that panic() had to stop
 * by an NMI, as it hung with interrupts off, takes no other.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/elfcore.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/apic.h>
#include <asm/irqflags.h>
#include <asm/msr.h>
#include <asm/nmi.h>
#include <asm/ptrace.h>
#include <asm/reboot.h>
#include <asm/segment.h>
#include <asm/user.h>

#include "internal.h"

/* How long the others may take to answer. */
#define PATIENCE_US USEC_PER_SEC

static DEFINE_PER_CPU(struct elf_prstatus, registers);
static struct cpumask known;

/*
 * elf_core_copy_regs() would do it, but for rdfsbase: that isn't allowed before
 * the CPU has been told so.
 */
void kexec_bake_keep_registers(const struct pt_regs *regs)
{
	unsigned int cpu = raw_smp_processor_id();
	struct elf_prstatus *status = per_cpu_ptr(&registers, cpu);
	struct user_regs_struct *to = (void *)&status->pr_reg;

	BUILD_BUG_ON(sizeof(status->pr_reg) != sizeof(*to));
	BUILD_BUG_ON(offsetof(struct user_regs_struct, fs_base) != sizeof(*regs));

	status->common.pr_pid = current->pid;
	memcpy(&status->pr_reg, regs, sizeof(*regs));
	/* With FRED there are other bits beside them. */
	to->cs = (u16)regs->cs;
	to->ss = (u16)regs->ss;
	to->fs_base = native_read_msr(MSR_FS_BASE);
	to->gs_base = native_read_msr(MSR_GS_BASE);
	savesegment(ds, to->ds);
	savesegment(es, to->es);
	savesegment(fs, to->fs);
	savesegment(gs, to->gs);
	cpumask_set_cpu(cpu, &known);
}

#ifdef CONFIG_SMP
static int asking_cpu = -1;

static int on_nmi(unsigned int type, struct pt_regs *regs)
{
	int crashed = READ_ONCE(asking_cpu);

	if (crashed < 0 || crashed == raw_smp_processor_id())
		return NMI_DONE;
	kexec_bake_keep_registers(regs);
	cpu_emergency_disable_virtualization();
	for (;;)
		native_halt();
}

/* Before there are other CPUs; after a crash it would take a lock. */
static int __init watch_nmi(void)
{
	if (!kexec_baked.armed)
		return 0;
	return register_nmi_handler(NMI_LOCAL, on_nmi, NMI_FLAG_FIRST, "kexec_bake");
}
early_initcall(watch_nmi);

/*
 * Whom panic() has stopped counts as offline since, and drops NMIs.  Who was
 * online before is active still.
 */
void kexec_bake_ask_others(void)
{
	static struct cpumask others, silent;
	unsigned int cpu, us;

	cpumask_copy(&others, cpu_active_mask);
	cpumask_clear_cpu(raw_smp_processor_id(), &others);
	if (cpumask_empty(&others))
		return;
	for_each_cpu(cpu, &others) set_cpu_online(cpu, true);
	WRITE_ONCE(asking_cpu, raw_smp_processor_id());
	apic_send_IPI_allbutself(NMI_VECTOR);
	for (us = 0; us < PATIENCE_US && !cpumask_subset(&others, &known); us++)
		udelay(1);
	if (cpumask_andnot(&silent, &others, &known))
		pr_warn("%u of %u other CPUs don't say what they were doing\n",
			cpumask_weight(&silent), cpumask_weight(&others));
}
#else
void kexec_bake_ask_others(void)
{
}
#endif

const struct elf_prstatus *kexec_bake_registers(unsigned int cpu)
{
	return cpumask_test_cpu(cpu, &known) ? per_cpu_ptr(&registers, cpu) : NULL;
}
