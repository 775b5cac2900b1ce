// SPDX-License-Identifier: GPL-2.0-only
/* Brings CPU and interrupt controllers into the state in which the purgatory is entered. */
#include <linux/init.h>
#include <asm/apic.h>
#include <asm/hpet.h>
#include <asm/intel_pt.h>
#include <asm/io_apic.h>
#include <asm/reboot.h>

#include "arch_hooks.h"

#include "x86_internal.h"

/*
 * The capture kernel's drivers must not get interrupts that the crashed kernel has set up.
 * While nr_ioapics is 0 neither the I/O APICs nor the local APIC are mapped.
 */
static void silence_interrupts(void)
{
#ifdef CONFIG_X86_IO_APIC
	if (nr_ioapics) {
		ioapic_zap_locks();
		clear_IO_APIC();
		lapic_shutdown();
		restore_boot_irq_mode();
	}
#endif
#ifdef CONFIG_HPET_TIMER
	hpet_disable();
#endif
}

void kexec_bake_leave(u64 entry)
{
	/* In VMX operation the purgatory could not change CR4. */
	cpu_emergency_disable_virtualization();
	cpu_emergency_stop_pt();
	silence_interrupts();
	kexec_bake_jump(entry);
}
