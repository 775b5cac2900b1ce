// SPDX-License-Identifier: GPL-2.0-only
/* What may be asked of a bake, before anything is laid out. */
#include "bake.h"

#include <inttypes.h>

#define MIB (1ull << 20)

const char *const bake_format_names[BAKE_FORMATS] = {
	[BAKE_ELF] = "elf",
	[BAKE_IMAGE] = "image",
	[BAKE_CPIO] = "cpio",
};

/* A slip of the pen must not cost anyone their kernel. */
static int check_output(const struct bake_request *request, struct error *error)
{
	const char *output = request->output;
	size_t i;

	if (file_is_same(output, request->kernel))
		return fail(error,
			    "%s: is the kernel that is to be baked (another file was expected)",
			    output);
	for (i = 0; i < request->initrd_count; i++)
		if (file_is_same(output, request->initrds[i]))
			return fail(
				error,
				"%s: is the initrd that is to be baked (another file was expected)",
				output);
	return 0;
}

static int check_address(const struct bake_request *request, struct error *error)
{
	uint64_t address = request->address, size = request->region_size;

	if (address % KEXEC_BAKE_PAGE)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": is misaligned (a multiple of 0x%x was expected)",
			    address, KEXEC_BAKE_PAGE);
	if (address < MIB)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": holds what the firmware left there (at least 1 MiB was expected)",
			    address);
	if (address >= KEXEC_BAKE_TOP)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": lies past 4 GiB, where the image's page tables end",
			    address);
	if (size % KEXEC_BAKE_PAGE)
		return fail(error,
			    "--bake-size=0x%" PRIx64
			    ": is misaligned (a multiple of 0x%x was expected)",
			    size, KEXEC_BAKE_PAGE);
	if (size > KEXEC_BAKE_TOP - address)
		return fail(error,
			    "--bake-size=0x%" PRIx64 ": reaches past 4 GiB from 0x%" PRIx64
			    " (at most 0x%" PRIx64 " was expected)",
			    size, address, (uint64_t)KEXEC_BAKE_TOP - address);
	return 0;
}

int bake_check_request(const struct bake_request *request, struct error *error)
{
	if (check_address(request, error))
		return -1;
	return check_output(request, error);
}

/* Lower down the kernel would move itself up, out of its region. */
static int check_lowest(const struct bake_request *request, const struct bzimage *kernel,
			struct error *error)
{
	if (!kernel->relocatable || request->address >= kernel->preferred)
		return 0;
	return fail(error,
		    "--bake-addr=0x%" PRIx64
		    ": is below the lowest address where %s runs (at least 0x%" PRIx64
		    " was expected)",
		    request->address, request->kernel, kernel->preferred);
}

static int check_relocatable(const struct bake_request *request, const struct bzimage *kernel,
			     struct error *error)
{
	uint64_t alignment = bake_alignment(kernel);

	if (!kernel->relocatable)
		return fail(error,
			    "--bake-relocatable: %s runs at 0x%" PRIx64
			    " only (a relocatable kernel was expected)",
			    request->kernel, kernel->preferred);
	if (alignment > KEXEC_BAKE_ALIGN_MAX)
		return fail(error,
			    "--bake-relocatable: kernel_alignment of %s is 0x%" PRIx64
			    " (at most 0x%llx was expected)",
			    request->kernel, alignment, KEXEC_BAKE_ALIGN_MAX);
	if (request->address % alignment)
		return fail(error,
			    "--bake-addr=0x%" PRIx64
			    ": is misaligned for --bake-relocatable (a multiple of 0x%" PRIx64
			    " was expected)",
			    request->address, alignment);
	return 0;
}

int bake_check_kernel(const struct bake_request *request, const struct bzimage *kernel,
		      struct error *error)
{
	if (check_lowest(request, kernel, error))
		return -1;
	return request->relocatable ? check_relocatable(request, kernel, error) : 0;
}
