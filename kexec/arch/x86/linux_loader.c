// SPDX-License-Identifier: GPL-2.0-only
#include "linux_loader.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/little_endian.h"
#include "util_lib/command_line.h"
#include "kexec/load/preserve_context.h"
#include "entry_16bit.h"
#include "x86_machine.h"
#include "x86_request.h"

/* What the loaders work on. */
struct linux_load {
	struct bzimage image;
	struct linux_parts parts;
	uint8_t boot_params[X86_ZERO_PAGE_SIZE];
};

static enum probe probe_any(const struct load_request *request, const struct blob *file,
			    struct error *error)
{
	struct bzimage image;

	if (!bzimage_parse_any(&image, request->kernel, file, error))
		return PROBE_YES;
	return bzimage_is_one(file) ? PROBE_BROKEN : PROBE_NO;
}

/* One without a 64-bit entry is of the other type. */
static enum probe probe_64bit(const struct load_request *request, const struct blob *file,
			      struct error *error)
{
	struct bzimage image;

	if (!bzimage_parse(&image, request->kernel, file, error))
		return PROBE_YES;
	return probe_any(request, file, error) == PROBE_BROKEN ? PROBE_BROKEN : PROBE_NO;
}

/*
 * boot.rst, "xloadflags": a kernel that knows of five levels but was built to
 * use four goes back to four, and then sees no more than they reach.
 */
static int check_levels(struct load *load, const struct bzimage *image, struct error *error)
{
	const uint64_t top = 1ull << 46;

	if (!load->machine.arch->la57)
		return 0;
	if (!(image->xloadflags & X86_XLF_5LEVEL))
		return fail(
			error,
			"%s: can't be entered on this machine, whose page tables have five levels (a bzImage with XLF_5LEVEL, a vmlinux with its symbols, or no5lvl on the running kernel's command line, was expected)",
			load->request->kernel);
	if (!(image->xloadflags & X86_XLF_5LEVEL_ENABLED) &&
	    ranges_remove(&load->segments.room, (struct range){ top, UINT64_MAX }))
		return fail(error, "%s: out of memory", load->request->kernel);
	return 0;
}

/* The purgatory writes it over the digits at the end of the command line. */
static int add_way_back(struct load *load, struct error *error)
{
	if (!load->request->flags.preserve_context)
		return 0;
	load->command_line = command_line_add(load->command_line, PRESERVE_PARAMETER, error);
	return load->command_line ? 0 : -1;
}

static void order_way_back(struct load *load, const struct linux_parts *parts)
{
	if (load->request->flags.preserve_context)
		load->orders.jump_back = parts->command_line + strlen(load->command_line) -
					 PURGATORY_JUMP_BACK_DIGITS;
}

/* The kernel first: it needs a large piece, and an aligned one. */
static int place(struct load *load, struct linux_load *l, uint64_t initrd_end, struct error *error)
{
	const char *name = load->request->kernel;

	if (add_way_back(load, error) ||
	    x86_place_kernel(&load->segments, &l->image, name, &l->parts, error) ||
	    x86_place_params(&load->segments, &l->image, name, load->command_line, 0,
			     l->boot_params, &l->parts, error) ||
	    x86_place_initrd(load, &l->parts, initrd_end, error))
		return -1;
	x86_fill_boot_params(l->boot_params, &l->image, &l->parts, load->initrd.size);
	load->orders.x86.boot_params = l->parts.boot_params;
	order_way_back(load, &l->parts);
	return x86_describe_machine(load, l->boot_params, &l->image, error);
}

static int load_in_64bit_mode(struct load *load, struct linux_load *l, struct error *error)
{
	bool high = l->image.xloadflags & X86_XLF_CAN_BE_LOADED_ABOVE_4G;

	if (check_levels(load, &l->image, error) || (!high && load_stay_below_4gib(load, error)) ||
	    place(load, l, high ? UINT64_MAX : l->image.initrd_max + 1ull, error))
		return -1;
	load->orders.x86_settings.mode = PURGATORY_64BIT;
	load->orders.entry = l->parts.kernel + l->image.entry_64;
	return load_place_purgatory(load, error);
}

/* Without paging, so nothing may lie above what 32 bits reach. */
static int load_in_32bit_mode(struct load *load, struct linux_load *l, struct error *error)
{
	if (load_stay_below_4gib(load, error) || place(load, l, l->image.initrd_max + 1ull, error))
		return -1;
	load->orders.x86_settings.mode = PURGATORY_32BIT;
	load->orders.entry = l->parts.kernel + l->image.entry_32;
	return load_place_purgatory(load, error);
}

static int load_image(struct load *load, struct linux_load *l, uint32_t mode, struct error *error)
{
	switch (mode) {
	case PURGATORY_16BIT:
		return x86_load_in_real_mode(load, &l->image, error);
	case PURGATORY_32BIT:
		return load_in_32bit_mode(load, l, error);
	default:
		return load_in_64bit_mode(load, l, error);
	}
}

int x86_load_image(struct load *load, const struct bzimage *image, uint32_t mode,
		   struct error *error)
{
	struct linux_load *l = load_keep(load, sizeof(*l), error);

	if (!l)
		return -1;
	l->image = *image;
	return load_image(load, l, mode, error);
}

/* By the entry that was asked for, or else @mode. */
static int load_bzimage(struct load *load, uint32_t mode, struct error *error)
{
	const struct load_request *request = load->request;
	struct bzimage image;

	if (request->arch->in_32bit_mode)
		mode = PURGATORY_32BIT;
	if (request->arch->in_16bit_mode)
		mode = PURGATORY_16BIT;
	if (bzimage_parse_any(&image, load->request->kernel, &load->file, error))
		return -1;
	return x86_load_image(load, &image, mode, error);
}

int x86_load_bzimage64(struct load *load, struct error *error)
{
	return load_bzimage(load, PURGATORY_64BIT, error);
}

static int load_bzimage32(struct load *load, struct error *error)
{
	return load_bzimage(load, PURGATORY_32BIT, error);
}

/* It counts the final zero, and for any kernel 30 bytes for "elfcorehdr="
 * (kernel/kexec-bzimage64.c). */
int x86_check_for_kernel(const struct load *load, struct error *error)
{
	const struct load_request *request = load->request;
	struct bzimage image;

	if (bzimage_parse_any(&image, request->kernel, &load->file, error))
		return -1;
	return x86_check_command_line(&image, request->kernel, load->command_line, 31, error);
}

#define OPTIONS                                                                                    \
	(LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD | LOADER_REUSE_INITRD |        \
	 LOADER_DTB)

const struct loader x86_bzimage64_loader = {
	.name = "bzImage64",
	.title = "Linux/x86 bzImage of boot protocol 2.12 or later, entered in 64-bit mode",
	.options = OPTIONS | LOADER_ENTRY_32BIT | LOADER_REAL_MODE,
	.check_for_kernel = x86_check_for_kernel,
	.probe = probe_64bit,
	.load = x86_load_bzimage64,
};

/* kexec_file_load() takes those that have a 64-bit entry, too. */
const struct loader x86_bzimage_loader = {
	.name = "bzImage",
	.title = "the same, entered in 32-bit mode by kexec_load: for 32-bit kernels",
	.options = OPTIONS | LOADER_REAL_MODE,
	.check_for_kernel = x86_check_for_kernel,
	.probe = probe_any,
	.load = load_bzimage32,
};
