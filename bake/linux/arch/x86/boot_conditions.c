// SPDX-License-Identifier: GPL-2.0-only
/* Conditions for arming the image: the command line and the machine. */
#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/cmdline.h>
#include <asm/setup.h>
#include <xen/xen.h>

#include "arch_hooks.h"
#include "internal.h"

#include "x86_internal.h"

static bool __init has_value(const char *line, const char *value)
{
	char found[8];

	return cmdline_find_option(line, KEXEC_BAKE_PARAMETER, found, sizeof(found)) ==
		       strlen(value) &&
	       !strcmp(found, value);
}

/* setup_arch() has not merged the built-in command line yet. */
bool __init kexec_bake_has_parameter(const char *value)
{
#ifdef CONFIG_CMDLINE_BOOL
	if (has_value(CONFIG_CMDLINE, value))
		return true;
#endif
	return has_value(boot_command_line, value);
}

bool __init kexec_bake_is_crash_kernel(void)
{
	char address[32];

	return cmdline_find_option(boot_command_line, "elfcorehdr", address, sizeof(address)) >= 0;
}

const char *__init kexec_bake_check_machine(const struct kexec_bake_header *h)
{
	u64 top = kexec_bake_has_5level_paging() ? h->x86.top_5level : h->x86.top_4level;

	if (!top)
		return "the capture kernel cannot be entered with 5-level paging on";
	if (cc_platform_has(CC_ATTR_MEM_ENCRYPT))
		return "memory encryption is on";
	if (xen_pv_domain())
		return "a Xen PV guest owns no page tables";
	return NULL;
}
