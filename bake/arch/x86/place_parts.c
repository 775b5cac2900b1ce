// SPDX-License-Identifier: GPL-2.0-only
/* The parts of an image that only x86 has: page tables and boot_params. */
#include <inttypes.h>

#include "bake/bake_arch.h"

#include "x86_bake.h"

#define MIB (1ull << 20)

int bake_arch_check_request(const struct bake_request *request, struct error *error)
{
	uint64_t address = request->address, size = request->region_size;

	if (address < MIB)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": is in memory that the firmware uses (at least 1 MiB was expected)",
			    address);
	if (address >= KEXEC_BAKE_TOP)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": lies past 4 GiB, where the image's page tables end",
			    address);
	if (size > KEXEC_BAKE_TOP - address)
		return fail(error,
			    "--bake-size=0x%" PRIx64 ": reaches past 4 GiB from 0x%" PRIx64
			    " (at most 0x%" PRIx64 " was expected)",
			    size, address, (uint64_t)KEXEC_BAKE_TOP - address);
	return 0;
}

int bake_arch_check_region(uint64_t address, uint64_t size, struct error *error)
{
	if (size > KEXEC_BAKE_TOP - address)
		return fail(error,
			    "--bake-addr=0x%" PRIx64 ": 0x%" PRIx64
			    " bytes from there reach past 4 GiB, where the image's page tables end",
			    address, size);
	return 0;
}

static int place_page_tables(struct bake_arch *arch, struct segments *segments, struct error *error)
{
	struct segment tables = {
		.name = "page tables",
		.content = arch->page_tables,
		.stored = sizeof(arch->page_tables),
		.size = sizeof(arch->page_tables),
	};

	return segments_place(segments, tables, PLACE_PAGE, &arch->page_tables_at, error);
}

int bake_arch_place_parts(const struct capture_kernel *kernel, const char *name,
			  const char *command_line, struct segments *segments,
			  struct bake_layout *layout, struct error *error)
{
	struct bake_arch *arch = kernel->arch;

	if (place_page_tables(arch, segments, error) ||
	    x86_place_boot_params(segments, &arch->kernel, name, command_line,
				  KEXEC_BAKE_ADDED_PARAMETER_MAX, arch->boot_params, &arch->parts,
				  error))
		return -1;
	layout->command_line = arch->parts.command_line;
	return 0;
}

int bake_arch_place_kernel(const struct capture_kernel *kernel, const char *name,
			   struct segments *segments, struct bake_layout *layout,
			   struct error *error)
{
	struct bake_arch *arch = kernel->arch;

	if (x86_place_kernel(segments, &arch->kernel, name, &arch->parts, error))
		return -1;
	layout->kernel = arch->parts.kernel;
	return 0;
}

void bake_arch_describe(const struct capture_kernel *kernel, struct kexec_bake_header *h)
{
	const struct bake_arch *arch = kernel->arch;
	struct kexec_bake_x86 *x86 = &h->x86;

	x86->page_tables.offset = arch->page_tables_at - h->load_addr;
	x86->page_tables.size = sizeof(arch->page_tables);
	x86->boot_params.offset = arch->parts.boot_params - h->load_addr;
	x86->boot_params.size = sizeof(arch->boot_params);
	x86->top_4level = x86->page_tables.offset + X86_TOP_4LEVEL * X86_PAGE_TABLE_SIZE;
	if (arch->kernel.xloadflags & X86_XLF_5LEVEL)
		x86->top_5level = x86->page_tables.offset + X86_TOP_5LEVEL * X86_PAGE_TABLE_SIZE;
}

static void fill_info(struct purgatory_info *info, const struct bake_arch *arch,
		      const struct kexec_bake_header *h)
{
	info->entry = arch->parts.kernel + arch->kernel.entry_64;
	info->x86.boot_params = arch->parts.boot_params;
	info->x86.top_4level = h->load_addr + h->x86.top_4level;
	if (h->x86.top_5level)
		info->x86.top_5level = h->load_addr + h->x86.top_5level;
}

void bake_arch_fill_parts(const struct capture_kernel *kernel, const struct kexec_bake_header *h,
			  const struct bake_layout *layout, struct purgatory_info *info)
{
	struct bake_arch *arch = kernel->arch;

	arch->parts.initrd = layout->initrd;
	x86_identity_map(arch->page_tables, arch->page_tables_at);
	x86_fill_boot_params(arch->boot_params, &arch->kernel, &arch->parts, h->initrd.size);
	fill_info(info, arch, h);
}
