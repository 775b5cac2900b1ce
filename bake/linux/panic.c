// SPDX-License-Identifier: GPL-2.0-only
/*
 * Captures a crash: enters the image from panic().  Trusts the crashed machine as little as
 * possible: no allocation, no lock, no use of the direct map for the region.
 */
#define pr_fmt(fmt) "kexec_bake: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kexec.h>
#include <linux/kmsg_dump.h>
#include <linux/panic.h>
#include <linux/panic_notifier.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/version.h>

#include "arch_hooks.h"
#include "arch_inline.h"
#include "internal.h"

/*
 * The states of a capture, in order.  A crash during the capture calls kexec_bake_enter()
 * again, and after_crash[] says in which state that call continues.
 */
enum capture_state {
	NOT_BEGUN,          /* no crash yet */
	VERIFYING_HEAD,     /* since the region is mapped: compares the head with its digest */
	DUMPING_LOG,        /* since the head is verified: dumpers such as pstore save the log */
	STOPPING_CPUS,      /* since the log is dumped: all CPUs save their registers */
	WRITING_ARCHIVE,    /* since the CPUs have stopped: writes the oops archive */
	WRITING_ELFCOREHDR, /* since the oops archive is complete */
	LEAVING,            /* since the elfcorehdr is complete: silences the machine, jumps */
	GIVING_UP           /* only in after_crash[]: nothing is captured, the machine resets */
};

static const enum capture_state after_crash[] = {
	[NOT_BEGUN] = VERIFYING_HEAD,
	/* The image is unusable or unreadable. */
	[VERIFYING_HEAD] = GIVING_UP,
	/* The dumpers may crash; they are tried once. */
	[DUMPING_LOG] = STOPPING_CPUS,
	/* The log is worth more than registers. */
	[STOPPING_CPUS] = WRITING_ARCHIVE,
	/* Without the oops archive nothing can be captured. */
	[WRITING_ARCHIVE] = GIVING_UP,
	/* The log is worth more than /proc/vmcore. */
	[WRITING_ELFCOREHDR] = LEAVING,
	/* The interrupt controllers may be half silenced, so nothing else can be tried. */
	[LEAVING] = GIVING_UP,
};

static enum capture_state state;

/* Valid only while kexec_bake_map_region() is in effect. */
static void *region_pointer(u64 offset)
{
	return (void *)(uintptr_t)(kexec_bake_image.base + offset);
}

/*
 * The SHA-256 code may be instrumented by a checker such as KASAN, which does not know the region,
 * so each piece is copied first.
 */
static void digest_extent(struct sha256_state *sha, const struct kexec_bake_extent *extent)
{
	static u8 piece[1024];
	u64 done, n;

	for (done = 0; done < extent->size; done += n) {
		n = min_t(u64, extent->size - done, sizeof(piece));
		memcpy(piece, region_pointer(extent->offset + done), n);
		sha256_update(sha, piece, n);
	}
}

/*
 * The purgatory verifies the whole image, and this kernel verifies the purgatory: the head is
 * compared with the header and the digest as they were at boot.
 */
static bool is_head_intact(void)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	static struct kexec_bake_header found;
	u8 digest[SHA256_DIGEST_SIZE];
	struct sha256_state sha;

	memcpy(&found, region_pointer(0), sizeof(found));
	if (memcmp(&found, h, sizeof(found)))
		return false;
	sha256_init(&sha);
	digest_extent(&sha, &h->sealed[KEXEC_BAKE_SEALED_HEADER]);
	digest_extent(&sha, &h->sealed[KEXEC_BAKE_SEALED_HEAD]);
	sha256_final(&sha, digest);
	return !memcmp(digest, kexec_bake_image.head_digest, sizeof(digest));
}

static int verify_head(void)
{
	unsigned long previous = kexec_bake_map_region();
	int error;

	WRITE_ONCE(state, VERIFYING_HEAD);
	error = is_head_intact() ? 0 : -EIO;
	kexec_bake_unmap_region(previous);
	return error;
}

/* panic() itself would call dumpers such as pstore only after the panic notifiers. */
static void dump_log(const char *reason)
{
	WRITE_ONCE(state, DUMPING_LOG);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	kmsg_dump_desc(KMSG_DUMP_PANIC, reason);
#else
	kmsg_dump(KMSG_DUMP_PANIC);
#endif
}

static void save_all_registers(const struct pt_regs *regs)
{
	WRITE_ONCE(state, STOPPING_CPUS);
	kexec_bake_save_registers(regs);
	kexec_bake_nmi_shootdown();
	/* The reason that this prints becomes part of the oops archive. */
	kexec_bake_report_efi();
}

static void write_archive(const char *reason)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	struct kexec_bake_handoff *handoff = region_pointer(h->handoff.offset);

	WRITE_ONCE(state, WRITING_ARCHIVE);
	/* The oops archive ends with this line. */
	pr_emerg("entering the capture kernel at %#llx\n", kexec_bake_image.base);
	kexec_bake_map_region();
	kexec_bake_complete_handoff(handoff);
	handoff->oops_size =
		kexec_bake_write_oops_archive(region_pointer(h->oops.offset), h->oops.size, reason);
}

static void write_elfcorehdr(void)
{
	const struct kexec_bake_header *h = &kexec_bake_image.header;
	struct kexec_bake_handoff *handoff = region_pointer(h->handoff.offset);

	WRITE_ONCE(state, WRITING_ELFCOREHDR);
	handoff->elfcorehdr_size =
		kexec_bake_write_elfcorehdr(region_pointer(h->elfcorehdr.offset), handoff);
}

static void leave_kernel(void)
{
	WRITE_ONCE(state, LEAVING);
	kexec_bake_leave(kexec_bake_image.base + kexec_bake_image.header.entry);
}

/* No operator may be present and panic= may not be parsed yet, so never wait for ever. */
static void let_panic_reset(void)
{
	if (!panic_timeout)
		panic_timeout = -1;
}

void kexec_bake_enter(const char *reason, const struct pt_regs *regs)
{
	static struct pt_regs here;

	if (!kexec_bake_image.armed)
		return;
	/* With this, an oops during the capture comes back here. */
	panic_on_oops = 1;
	switch (after_crash[READ_ONCE(state)]) {
	case VERIFYING_HEAD:
		if (verify_head()) {
			pr_emerg("the purgatory is damaged, nothing is captured\n");
			break;
		}
		dump_log(reason);
		fallthrough;
	case STOPPING_CPUS:
		/*
		 * This function's frame stays valid until the end, as a reader of the stack
		 * expects.
		 */
		if (!regs)
			kexec_bake_read_registers(&here);
		save_all_registers(regs ?: &here);
		fallthrough;
	case WRITING_ARCHIVE:
		write_archive(reason);
		write_elfcorehdr();
		fallthrough;
	case LEAVING:
		leave_kernel();
		break;
	default:
		break;
	}
	let_panic_reset();
}

static int on_panic(struct notifier_block *block, unsigned long event, void *reason)
{
	/* With crash_kexec_post_notifiers unset, a loaded crash kernel has failed to start. */
	if (!kexec_crash_loaded() || !crash_kexec_post_notifiers)
		kexec_bake_enter(reason, NULL);
	return NOTIFY_DONE;
}

/* The image is entered after all other notifiers, because they may print something. */
static struct notifier_block panic_block = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

void __init kexec_bake_register_panic_notifier(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_block);
}
