// SPDX-License-Identifier: GPL-2.0-only
#include "linux.h"

#include <string.h>

#include "../../../include/x86_boot.h"
#include "../../../util_lib/little_endian.h"

/* What the loader works on. */
struct linux_load {
	struct bzimage image;
	struct linux_parts parts;
	uint8_t boot_params[X86_ZERO_PAGE_SIZE];
};

static enum probe probe(const struct load_request *request,
			const struct blob *file, struct error *error)
{
	struct bzimage image;

	if (!bzimage_parse(&image, request->kernel, file, error))
		return PROBE_YES;
	return bzimage_is_one(file) ? PROBE_BROKEN : PROBE_NO;
}

/*
 * boot.rst, "xloadflags": a kernel that knows of five levels but was built to
 * use four goes back to four, and then sees no more than they reach.
 */
static int check_levels(struct load *load, const struct bzimage *image,
			struct error *error)
{
	const uint64_t top = 1ull << 46;

	if (!load->machine.la57)
		return 0;
	if (!(image->xloadflags & X86_XLF_5LEVEL))
		return fail(error, "%s: can't be entered on this machine, whose page tables have five levels (a kernel with XLF_5LEVEL, or no5lvl on the running kernel's command line, was expected)",
			    load->request->kernel);
	if (!(image->xloadflags & X86_XLF_5LEVEL_ENABLED) &&
	    ranges_remove(&load->segments.room, (struct range){ top, UINT64_MAX }))
		return fail(error, "%s: out of memory", load->request->kernel);
	return 0;
}

static int place_initrd(struct load *load, struct linux_parts *parts,
			struct error *error)
{
	struct segment initrd = {
		.name = "initrd",
		.content = load->initrd.data,
		.stored = load->initrd.size,
		.size = load->initrd.size,
	};

	if (!load->initrd.size)
		return 0;
	return segments_place(&load->segments, initrd, PLACE_PAGE, &parts->initrd,
			      error);
}

/* The kernel first: it needs a large piece, and an aligned one. */
static int place(struct load *load, struct linux_load *linux_load,
		 struct error *error)
{
	const char *name = load->request->kernel;
	struct linux_parts *parts = &linux_load->parts;
	struct bzimage *image = &linux_load->image;
	struct segments *segments = &load->segments;

	if (x86_place_kernel(segments, image, name, parts, error) ||
	    x86_place_params(segments, image, name, load->command_line,
			     linux_load->boot_params, parts, error))
		return -1;
	return place_initrd(load, parts, error);
}

static int load_bzimage64(struct load *load, struct error *error)
{
	struct linux_load *l = load_keep(load, sizeof(*l), error);

	if (!l || bzimage_parse(&l->image, load->request->kernel, &load->file, error) ||
	    check_levels(load, &l->image, error) || place(load, l, error))
		return -1;
	x86_fill_boot_params(l->boot_params, &l->image, &l->parts,
			     load->initrd.size);
	load->orders.mode = PURGATORY_64BIT;
	load->orders.entry = l->parts.kernel + X86_ENTRY_64;
	load->orders.boot_params = l->parts.boot_params;
	if (x86_describe_machine(load, l->boot_params, &l->image, error))
		return -1;
	return load_place_purgatory(load, UINT64_MAX, error);
}

const struct loader x86_bzimage64_loader = {
	.name = "bzImage64",
	.title = "Linux/x86 bzImage, entered in 64-bit mode",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD |
		   LOADER_REUSE_INITRD,
	.kernel_reads_it = true,
	.probe = probe,
	.load = load_bzimage64,
};
