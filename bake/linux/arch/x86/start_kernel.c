// SPDX-License-Identifier: GPL-2.0-only
#include <linux/init.h>
#include <linux/smp.h>

#include "internal.h"

/*
 * start_kernel() calls this before anything else.  x86 has no smp_setup_processor_id() of its
 * own, so this one replaces the weak one and the kernel need not be changed.  If x86 ever gets
 * one, the linker reports a duplicate symbol.
 */
void __init smp_setup_processor_id(void)
{
	kexec_bake_init();
}
