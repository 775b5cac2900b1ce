// SPDX-License-Identifier: GPL-2.0-only
#include "bake_request.h"

#include <inttypes.h>

#include "bake_arch.h"

const char *const bake_format_names[BAKE_FORMATS] = {
	[BAKE_ELF] = "elf",
	[BAKE_IMAGE] = "image",
	[BAKE_CPIO] = "cpio",
};

/* A mistyped file name must not overwrite the kernel or an initrd. */
static int check_output_is_no_input(const struct bake_request *request, struct error *error)
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

static int check_page(const char *option, uint64_t value, struct error *error)
{
	if (value % KEXEC_BAKE_PAGE)
		return fail(error,
			    "%s=0x%" PRIx64 ": is misaligned (a multiple of 0x%x was expected)",
			    option, value, KEXEC_BAKE_PAGE);
	return 0;
}

int bake_check_request(const struct bake_request *request, struct error *error)
{
	if (check_page("--bake-addr", request->address, error) ||
	    check_page("--bake-size", request->region_size, error) ||
	    bake_arch_check_request(request, error))
		return -1;
	return check_output_is_no_input(request, error);
}

/* At a lower address the kernel moves itself up, out of its region. */
static int check_lowest(const struct bake_request *request, const struct capture_kernel *kernel,
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

static int check_relocatable(const struct bake_request *request,
			     const struct capture_kernel *kernel, struct error *error)
{
	uint64_t alignment = kernel->alignment;

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

int bake_check_kernel(const struct bake_request *request, const struct capture_kernel *kernel,
		      struct error *error)
{
	if (check_lowest(request, kernel, error))
		return -1;
	return request->relocatable ? check_relocatable(request, kernel, error) : 0;
}
