// SPDX-License-Identifier: GPL-2.0-only
#include "linux_loader.h"

int x86_place_initrd(struct load *load, struct linux_parts *parts, uint64_t end,
		     struct error *error)
{
	struct segment initrd = {
		.name = "initrd",
		.content = load->initrd.data,
		.stored = load->initrd.size,
		.size = load->initrd.size,
	};
	struct placement where = PLACE_PAGE;

	if (!load->initrd.size)
		return 0;
	where.within.end = end;
	return segments_place(&load->segments, initrd, where, &parts->initrd, error);
}
