// SPDX-License-Identifier: GPL-2.0-only
/* mkinitrd: the initramfs of the capture kernel. */
#include "verbs.h"

#include "saveoops/mkinitrd/mkinitrd.h"

int verb_mkinitrd(struct session *session, struct error *error)
{
	const struct saveoops_options *options = session->options;
	const struct mkinitrd_request request = {
		.out = options->file,
		.modules = options->modules.items,
		.module_count = options->modules.count,
		.adds = options->adds.items,
		.add_count = options->adds.count,
		.vmcore = options->vmcore,
	};

	return mkinitrd(&request, error);
}
