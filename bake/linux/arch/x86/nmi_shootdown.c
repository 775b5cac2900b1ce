// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each CPU's registers at the crash.  panic() has stopped the other CPUs already, but a CPU that
 * has halted still takes an NMI, and the code it was stopped in is further up its stack. Only a CPU
 * that hung with interrupts off, so that panic() had to stop it by an NMI, takes no other NMI.
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

#include "arch_hooks.h"
#include "internal.h"

static DEFINE_PER_CPU(struct elf_prstatus, saved_registers);
static struct cpumask saved_cpus;

/*
 * elf_core_copy_regs() would use rdfsbase, which a CPU allows only after it has been set up
 * for it.
 */
void kexec_bake_save_registers(const struct pt_regs *regs)
{
	unsigned int cpu = raw_smp_processor_id();
	struct elf_prstatus *status = per_cpu_ptr(&saved_registers, cpu);
	struct user_regs_struct *to = (void *)&status->pr_reg;

	BUILD_BUG_ON(sizeof(status->pr_reg) != sizeof(*to));
	BUILD_BUG_ON(offsetof(struct user_regs_struct, fs_base) != sizeof(*regs));

	status->common.pr_pid = current->pid;
	memcpy(&status->pr_reg, regs, sizeof(*regs));
	/* With FRED the upper bits of both hold event data. */
	to->cs = (u16)regs->cs;
	to->ss = (u16)regs->ss;
	to->fs_base = native_read_msr(MSR_FS_BASE);
	to->gs_base = native_read_msr(MSR_GS_BASE);
	savesegment(ds, to->ds);
	savesegment(es, to->es);
	savesegment(fs, to->fs);
	savesegment(gs, to->gs);
	cpumask_set_cpu(cpu, &saved_cpus);
}

#ifdef CONFIG_SMP
#define NMI_TIMEOUT_US USEC_PER_SEC

static int shootdown_cpu = -1;

static int shootdown_nmi_handler(unsigned int type, struct pt_regs *regs)
{
	int sender = READ_ONCE(shootdown_cpu);

	if (sender < 0 || sender == raw_smp_processor_id())
		return NMI_DONE;
	kexec_bake_save_registers(regs);
	cpu_emergency_disable_virtualization();
	for (;;)
		native_halt();
}

/* Registering takes a lock, so it is done at boot, before the other CPUs start. */
static int __init register_shootdown_nmi(void)
{
	if (!kexec_bake_image.armed)
		return 0;
	return register_nmi_handler(NMI_LOCAL, shootdown_nmi_handler, NMI_FLAG_FIRST, "kexec_bake");
}
early_initcall(register_shootdown_nmi);

/*
 * A CPU that panic() has stopped is marked offline, and would drop the NMI.  The mask of
 * active CPUs still has all that were online before.
 */
void kexec_bake_nmi_shootdown(void)
{
	static struct cpumask others, silent;
	unsigned int cpu, us;

	cpumask_copy(&others, cpu_active_mask);
	cpumask_clear_cpu(raw_smp_processor_id(), &others);
	if (cpumask_empty(&others))
		return;
	for_each_cpu (cpu, &others)
		set_cpu_online(cpu, true);
	WRITE_ONCE(shootdown_cpu, raw_smp_processor_id());
	apic_send_IPI_allbutself(NMI_VECTOR);
	for (us = 0; us < NMI_TIMEOUT_US && !cpumask_subset(&others, &saved_cpus); us++)
		udelay(1);
	if (cpumask_andnot(&silent, &others, &saved_cpus))
		pr_warn("%u of %u other CPUs have not saved their registers\n",
			cpumask_weight(&silent), cpumask_weight(&others));
}
#else
void kexec_bake_nmi_shootdown(void)
{
}
#endif

const struct elf_prstatus *kexec_bake_saved_registers(unsigned int cpu)
{
	return cpumask_test_cpu(cpu, &saved_cpus) ? per_cpu_ptr(&saved_registers, cpu) : NULL;
}
