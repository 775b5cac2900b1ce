// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test only: crashpoints.c's crashat= for a kernel that was built without it, as a module.
 *
 *   modprobe crashat at=FUNCTION[:ACTION]
 *
 * A module lacks the crash points before the first module is loaded, and those that call functions
 * which the kernel does not export.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <asm/cmdline.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>

/* Only one CPU has the page that this is for. */
static inline void flush_here(unsigned long address)
{
	asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

#define flush_tlb_kernel_range(start, end) flush_here(start)
#define crashpoint_first                   static __maybe_unused crashpoint_first
#undef pr_fmt
#undef early_param
#undef early_initcall
#undef device_initcall
#undef late_initcall
#undef late_initcall_sync
#define early_param(name, function)
#define early_initcall(function)
#define device_initcall(function)
#define late_initcall(function)
#define late_initcall_sync(function)

#include "crashpoints.c"

static char *at;
module_param(at, charp, 0);

static int __init crashat_init(void)
{
	crashat_setup(at);
	return at_wanted ? probe_function() : -EINVAL;
}
module_init(crashat_init);

MODULE_DESCRIPTION("Crash in place of a function");
MODULE_LICENSE("GPL");
