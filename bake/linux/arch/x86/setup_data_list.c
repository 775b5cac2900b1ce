// SPDX-License-Identifier: GPL-2.0-only
/* The boot loader's setup_data list (boot.rst). */
#include <linux/init.h>
#include <asm/setup.h>

#include "arch_hooks.h"

#include "x86_internal.h"

const char *__init kexec_bake_for_each_setup_data(
	const char *(*visit)(u64 address, const struct setup_data *head, void *data), void *data)
{
	u64 at = boot_params.hdr.setup_data;
	const struct setup_data *head;
	const char *why = NULL;

	for (; at && !why; at = head->next) {
		head = kexec_bake_map_early(at, sizeof(*head));
		if (!head || !kexec_bake_map_early(at, sizeof(*head) + head->len))
			return "setup_data points outside of memory";
		why = visit(at, head, data);
	}
	return why;
}

static const char *__init look_for_efi(u64 address, const struct setup_data *head, void *found)
{
	if (head->type == SETUP_EFI)
		*(bool *)found = true;
	return NULL;
}

bool __init kexec_bake_is_after_kexec(void)
{
	bool found = false;

	/* The result is ignored: an unreadable list is refused before it matters here. */
	kexec_bake_for_each_setup_data(look_for_efi, &found);
	return found;
}
