// SPDX-License-Identifier: GPL-2.0-only
/* The capture kernel is a kernel file of its architecture, or a part of a UKI. */
#include "capture_kernel.h"

#include "util_lib/decompress.h"

#include "bake_arch.h"

static int read_uki(struct capture_kernel *kernel, const char *name, struct error *error)
{
	if (uki_extract_kernel(&kernel->inside, name, &kernel->file, error))
		return -1;
	if (kernel->inside.device_tree.size)
		return fail(
			error,
			"%s: has a device tree (none was expected: a capture kernel is given none)",
			name);
	return 0;
}

static int read_kernel_file(struct capture_kernel *kernel, const char *name, struct error *error)
{
	bool is_uki;

	if (file_read_unpacked(name, &kernel->file, error))
		return -1;
	is_uki = is_uki_file(&kernel->file);
	if ((is_uki && read_uki(kernel, name, error)) || bake_arch_read_kernel(kernel, name, error))
		return -1;
	if (is_uki && kernel->is_elf)
		return fail(error,
			    "%s: has an ELF file in its .linux section (a bzImage was expected)",
			    name);
	if (is_uki)
		kernel->type = "UKI";
	return 0;
}

int capture_kernel_read(struct capture_kernel *kernel, const char *name, struct error *error)
{
	*kernel = (struct capture_kernel){ 0 };
	if (!read_kernel_file(kernel, name, error))
		return 0;
	capture_kernel_free(kernel);
	return -1;
}

void capture_kernel_free(struct capture_kernel *kernel)
{
	bake_arch_free_kernel(kernel);
	blob_free(&kernel->file);
	uki_free(&kernel->inside);
}
