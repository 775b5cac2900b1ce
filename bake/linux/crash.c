// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a crash into the image.  Nothing here trusts the machine more than it
 * must: no allocation, no lock, no mapping of the kernel's own for the region.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/efi.h>
#include <linux/init.h>
#include <linux/instruction_pointer.h>
#include <linux/kexec.h>
#include <linux/kmsg_dump.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/sched/debug.h>
#include <linux/string.h>
#include <linux/version.h>
#include <asm/apic.h>
#include <asm/hpet.h>
#include <asm/intel_pt.h>
#include <asm/io_apic.h>
#include <asm/irqflags.h>
#include <asm/pgtable.h>
#include <asm/ptrace.h>
#include <asm/reboot.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <crypto/sha2.h>

#include "internal.h"

/*
 * The page tables that are on while the region is written: the running
 * kernel's upper half, and below it everything up to KEXEC_BAKE_TOP mapped to
 * itself.  So the region is reachable at any stage, whatever mem= or memmap=
 * left of the direct map; and the image's own tables need no trust before
 * they are checked.
 *
 * The top is aligned to two pages: with one, the entry code would take it for
 * the userspace half of a page-table isolation pair.
 */
static u64 crash_top[PTRS_PER_PGD] __aligned(2 * PAGE_SIZE);
static u64 crash_p4d[512] __aligned(PAGE_SIZE);
static u64 crash_pud[PTRS_PER_PUD] __aligned(PAGE_SIZE);
static u64 crash_pmd[KEXEC_BAKE_TOP / PMD_SIZE] __aligned(PAGE_SIZE);

#define KERNEL_HALF (PTRS_PER_PGD / 2)

static u64 table_entry(const u64 *table)
{
	return __pa_symbol(table) | _KERNPG_TABLE_NOENC;
}

static void map_low_memory(void)
{
	u64 flags = __PAGE_KERNEL_LARGE_EXEC & ~_PAGE_GLOBAL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(crash_pmd); i++)
		crash_pmd[i] = i * PMD_SIZE | flags;
	for (i = 0; i < ARRAY_SIZE(crash_pmd) / PTRS_PER_PMD; i++)
		crash_pud[i] = table_entry(crash_pmd + i * PTRS_PER_PMD);
	crash_p4d[0] = table_entry(crash_pud);
	crash_top[0] = kexec_bake_five_levels() ? table_entry(crash_p4d) : crash_p4d[0];
}

static unsigned long map_region(void)
{
	unsigned long running = __read_cr3();
	const u64 *top = __va(read_cr3_pa());

	memcpy(crash_top + KERNEL_HALF, top + KERNEL_HALF, sizeof(crash_top) / 2);
	map_low_memory();
	write_cr3(__pa_symbol(crash_top));
	return running;
}

/* Valid between map_region() and the end only. */
static void *at(u64 offset)
{
	return (void *)(uintptr_t)(kexec_baked.base + offset);
}

/*
 * A checker of memory accesses that the library's code is built with knows
 * nothing of the region: what is read there is copied first, in pieces.
 */
static void digest_part(struct sha256_state *sha, const struct kexec_bake_extent *part)
{
	static u8 piece[1024];
	u64 done, n;

	for (done = 0; done < part->size; done += n) {
		n = min_t(u64, part->size - done, sizeof(piece));
		memcpy(piece, at(part->offset + done), n);
		sha256_update(sha, piece, n);
	}
}

/*
 * The purgatory checks the whole image, but who checks the purgatory?  What is
 * entered, with all that it goes by, is checked here, against the header as it
 * was when this kernel started.
 */
static bool head_is_sound(void)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	static struct kexec_bake_header there;
	u8 digest[SHA256_DIGEST_SIZE];
	struct sha256_state sha;

	memcpy(&there, at(0), sizeof(there));
	if (memcmp(&there, h, sizeof(there)))
		return false;
	sha256_init(&sha);
	digest_part(&sha, &h->sealed[KEXEC_BAKE_SEALED_HEADER]);
	digest_part(&sha, &h->sealed[KEXEC_BAKE_SEALED_HEAD]);
	sha256_final(&sha, digest);
	return !memcmp(digest, kexec_baked.head_digest, sizeof(digest));
}

/* On UEFI the kernel knows it only some time after the image was placed. */
static void complete_handoff(struct kexec_bake_handoff *handoff)
{
	if (IS_ENABLED(CONFIG_EFI) && !handoff->rsdp && efi.acpi20 != EFI_INVALID_TABLE_ADDR)
		handoff->rsdp = efi.acpi20;
	kexec_bake_complete_efi(&handoff->efi);
}

/*
 * The capture kernel's drivers would get the crashed one's interrupts.  Before
 * there are I/O APICs neither they nor the local APIC are mapped.
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

/* Nobody may be there, or panic= not parsed yet. */
static void let_it_reset(void)
{
	if (!panic_timeout)
		panic_timeout = -1;
}

/* A crash in the capture itself comes back to enter_once(). */
static enum {
	NOT_BEGUN,
	CHECKING,
	DUMPING,
	ASKING,
	RECORDING,
	RECORDED,
	LEAVING
} progress;

static bool is_sound(void)
{
	unsigned long running = map_region();
	bool sound;

	progress = CHECKING;
	sound = head_is_sound();
	write_cr3(running);
	return sound;
}

static void leave(void)
{
	progress = LEAVING;
	/* KVM: in VMX operation the purgatory could not set CR4. */
	cpu_emergency_disable_virtualization();
	cpu_emergency_stop_pt();
	silence_interrupts();
	kexec_bake_jump(kexec_baked.base + kexec_baked.header.entry);
}

static void enter(const char *reason)
{
	const struct kexec_bake_header *h = &kexec_baked.header;
	struct kexec_bake_handoff *handoff = at(h->handoff.offset);

	map_region();
	complete_handoff(handoff);
	handoff->oops_size = kexec_bake_write_record(at(h->oops.offset), h->oops.size, reason);
	progress = RECORDED;
	handoff->elfcorehdr_size = kexec_bake_write_core(at(h->elfcorehdr.offset), handoff);
	leave();
}

/* As far as they tell the way here; others may have been used since. */
static __always_inline void read_registers(struct pt_regs *regs)
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

/* panic() comes to pstore and its like after this only, and they want the log, too. */
static void dump_log(const char *reason)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	kmsg_dump_desc(KMSG_DUMP_PANIC, reason);
#else
	kmsg_dump(KMSG_DUMP_PANIC);
#endif
}

static bool may_enter(const char *reason)
{
	if (progress == NOT_BEGUN) {
		if (!is_sound()) {
			pr_emerg("the purgatory is damaged, nothing is captured\n");
			return false;
		}
		progress = DUMPING;
		dump_log(reason);
	}
	return progress == DUMPING || progress == ASKING;
}

/* @regs: where it crashed; NULL: here. */
static void enter_once(const char *reason, const struct pt_regs *regs)
{
	static struct pt_regs here;

	if (!kexec_baked.armed)
		return;
	/* Or not each crash from here on would come back to here. */
	panic_on_oops = 1;
	/* The log is worth more than what was to come behind it. */
	if (progress == RECORDED)
		leave();
	if (!may_enter(reason)) {
		let_it_reset();
		return;
	}
	if (progress == DUMPING) {
		progress = ASKING;
		/* This function's frame is there until the end, as a reader of it expects. */
		if (!regs)
			read_registers(&here);
		kexec_bake_keep_registers(regs ?: &here);
		kexec_bake_ask_others();
		/* May say something, and that's for the record, too. */
		kexec_bake_judge_efi();
	}
	progress = RECORDING;
	/* The record's last line. */
	pr_emerg("entering the capture kernel at %#llx\n", kexec_baked.base);
	enter(reason);
}

static int on_panic(struct notifier_block *block, unsigned long event, void *reason)
{
	/* If kdump's kernel isn't to come after this, it was tried in vain. */
	if (!kexec_crash_loaded() || !crash_kexec_post_notifiers)
		enter_once(reason, NULL);
	return NOTIFY_DONE;
}

/* What the kernel itself says goes to an early console only, not to the log. */
void __init kexec_bake_early_exception(struct pt_regs *regs, int trapnr)
{
	/* To show the code there, it may be read, and fault again. */
	unsigned long cr2 = native_read_cr2();
	static char reason[128] __initdata;

	if (!kexec_baked.armed)
		return;
	show_regs(regs);
	scnprintf(reason, sizeof(reason), "early exception 0x%02x at %pS, error %lx, cr2 %#lx",
		  trapnr, (void *)regs->ip, regs->orig_ax, cr2);
	pr_emerg("%s\n", reason);
	enter_once(reason, regs);
	/* The kernel would halt here, and that is not to be waited for. */
	panic("%s", reason);
}

/* Behind all others: they may have something to say. */
static struct notifier_block panic_block = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

void __init kexec_bake_watch_panic(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}
