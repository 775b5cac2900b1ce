// SPDX-License-Identifier: GPL-2.0-only
#include "linux_loader.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/load/preserve_context.h"
#include "util_lib/command_line.h"
#include "util_lib/little_endian.h"

#include "boot_params.h"
#include "entry_16bit.h"
#include "kexec/arch/x86/loaders.h"
#include "kexec/arch/x86/x86_machine.h"
#include "kexec/arch/x86/x86_request.h"

/**
 * struct linux_load - a Linux kernel that is being loaded; kept by the load
 * @image: parsed kernel
 * @parts: addresses of its segments
 * @boot_params: content of its zero page
 */
struct linux_load {
	struct bzimage image;
	struct linux_parts parts;
	uint8_t boot_params[X86_ZERO_PAGE_SIZE];
};

static enum probe bzimage_probe(const struct load_request *request, const struct blob *file,
				struct error *error)
{
	struct bzimage image;

	if (!bzimage_parse_any(&image, request->kernel, file, error))
		return PROBE_YES;
	return is_bzimage_file(file) ? PROBE_BROKEN : PROBE_NO;
}

/* A bzImage without a 64-bit entry belongs to the type bzImage. */
static enum probe bzimage64_probe(const struct load_request *request, const struct blob *file,
				  struct error *error)
{
	struct bzimage image;

	if (!bzimage_parse(&image, request->kernel, file, error))
		return PROBE_YES;
	return bzimage_probe(request, file, error) == PROBE_BROKEN ? PROBE_BROKEN : PROBE_NO;
}

/*
 * boot.rst, "xloadflags": a kernel with XLF_5LEVEL but without XLF_5LEVEL_ENABLED switches to four
 * levels, and then reaches no memory above 64 TiB.
 */
static int check_five_level_paging(struct load *load, const struct bzimage *image,
				   struct error *error)
{
	const uint64_t top = 1ull << 46;

	if (!load->machine.arch->la57)
		return 0;
	if (!(image->xloadflags & X86_XLF_5LEVEL))
		return fail(
			error,
			"%s: cannot be entered on this machine, whose page tables have five levels (a bzImage with XLF_5LEVEL, a vmlinux with its symbols, or no5lvl on the running kernel's command line, was expected)",
			load->request->kernel);
	if (!(image->xloadflags & X86_XLF_5LEVEL_ENABLED) &&
	    ranges_remove(&load->segments.free, (struct range){ top, UINT64_MAX }))
		return fail(error, "%s: out of memory", load->request->kernel);
	return 0;
}

/* The parameter is the last one.  The purgatory overwrites its digits with the address. */
static int add_jump_back_parameter(struct load *load, struct error *error)
{
	if (!load->request->flags.preserve_context)
		return 0;
	load->command_line = command_line_add(load->command_line, PRESERVE_PARAMETER, error);
	return load->command_line ? 0 : -1;
}

static void set_jump_back(struct load *load, const struct linux_parts *parts)
{
	if (load->request->flags.preserve_context)
		load->purgatory_info.jump_back = parts->command_line + strlen(load->command_line) -
						 PURGATORY_JUMP_BACK_DIGITS;
}

/* The kernel comes first, because it needs the largest range and the largest alignment. */
static int place_linux_segments(struct load *load, struct linux_load *l, uint64_t initrd_end,
				struct error *error)
{
	const char *name = load->request->kernel;

	if (add_jump_back_parameter(load, error) ||
	    x86_place_kernel(&load->segments, &l->image, name, &l->parts, error) ||
	    x86_place_boot_params(&load->segments, &l->image, name, load->command_line, 0,
				  l->boot_params, &l->parts, error) ||
	    x86_place_initrd(load, &l->parts, initrd_end, error))
		return -1;
	x86_fill_boot_params(l->boot_params, &l->image, &l->parts, load->initrd.size);
	load->purgatory_info.x86.boot_params = l->parts.boot_params;
	set_jump_back(load, &l->parts);
	return boot_params_fill_machine(load, l->boot_params, &l->image, error);
}

static int load_in_64bit_mode(struct load *load, struct linux_load *l, struct error *error)
{
	bool high = l->image.xloadflags & X86_XLF_CAN_BE_LOADED_ABOVE_4G;

	if (check_five_level_paging(load, &l->image, error) ||
	    (!high && load_stay_below_4gib(load, error)) ||
	    place_linux_segments(load, l, high ? UINT64_MAX : l->image.initrd_max + 1ull, error))
		return -1;
	load->purgatory_info.x86_settings.mode = PURGATORY_64BIT;
	load->purgatory_info.entry = l->parts.kernel + l->image.entry_64;
	return purgatory_place(&load->purgatory, &load->segments, error);
}

/* In 32-bit mode paging is off, so nothing may lie above 4 GiB. */
static int load_in_32bit_mode(struct load *load, struct linux_load *l, struct error *error)
{
	if (load_stay_below_4gib(load, error) ||
	    place_linux_segments(load, l, l->image.initrd_max + 1ull, error))
		return -1;
	load->purgatory_info.x86_settings.mode = PURGATORY_32BIT;
	load->purgatory_info.entry = l->parts.kernel + l->image.entry_32;
	return purgatory_place(&load->purgatory, &load->segments, error);
}

static int load_image_in_mode(struct load *load, struct linux_load *l, uint32_t mode,
			      struct error *error)
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
	return load_image_in_mode(load, l, mode, error);
}

/* The user's options take precedence over @mode. */
static int load_bzimage_in_mode(struct load *load, uint32_t mode, struct error *error)
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
	return load_bzimage_in_mode(load, PURGATORY_64BIT, error);
}

static int bzimage_load(struct load *load, struct error *error)
{
	return load_bzimage_in_mode(load, PURGATORY_32BIT, error);
}

/*
 * For any kernel, Linux adds the terminating zero and 30 bytes for "elfcorehdr=" to the length of
 * the command line (arch/x86/kernel/kexec-bzimage64.c).
 */
int x86_check_file_load_limits(const struct load *load, struct error *error)
{
	const struct load_request *request = load->request;
	struct bzimage image;

	if (bzimage_parse_any(&image, request->kernel, &load->file, error))
		return -1;
	return x86_check_command_line(&image, request->kernel, load->command_line, 31, error);
}

#define BZIMAGE_OPTIONS                                                                            \
	(LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD | LOADER_REUSE_INITRD |        \
	 LOADER_DTB)

const struct loader x86_bzimage64_loader = {
	.name = "bzImage64",
	.title = "Linux/x86 bzImage of boot protocol 2.12 or later, entered in 64-bit mode",
	.options = BZIMAGE_OPTIONS | LOADER_ENTRY_32BIT | LOADER_REAL_MODE,
	.check_for_kernel = x86_check_file_load_limits,
	.probe = bzimage64_probe,
	.load = x86_load_bzimage64,
};

/* kexec_file_load(2) loads kernels with a 64-bit entry, even with --type=bzImage. */
const struct loader x86_bzimage_loader = {
	.name = "bzImage",
	.title = "Linux/x86 bzImage entered in 32-bit mode by kexec_load(2), for 32-bit kernels",
	.options = BZIMAGE_OPTIONS | LOADER_REAL_MODE,
	.check_for_kernel = x86_check_file_load_limits,
	.probe = bzimage_probe,
	.load = bzimage_load,
};
