// SPDX-License-Identifier: GPL-2.0-only
/* The capture kernel may come as a bzImage, a vmlinux or a UKI. */
#include "bake.h"

#include <elf.h>

#include "kexec/arch/x86/vmlinux.h"
#include "util_lib/decompress.h"
#include "kexec/image/elf.h"

static bool is_vmlinux(const struct blob *file)
{
	bool is_64 = false;

	return elf_machine(file, &is_64) == EM_X86_64 && is_64;
}

static int read_vmlinux(struct baked_kernel *kernel, const char *name, struct error *error)
{
	struct blob flat;

	if (vmlinux_parse(&kernel->image, &flat, name, &kernel->file, error))
		return -1;
	blob_free(&kernel->file);
	kernel->file = flat;
	kernel->type = "vmlinux";
	if (!kernel->image.version_size)
		return fail(
			error,
			"%s: is an ELF file that says nowhere which Linux it is (a vmlinux was expected)",
			name);
	return 0;
}

static int read_file(struct baked_kernel *kernel, const char *name, struct error *error)
{
	if (file_read_unpacked(name, &kernel->file, error))
		return -1;
	if (is_vmlinux(&kernel->file))
		return read_vmlinux(kernel, name, error);
	kernel->type = "bzImage";
	if (uki_is_one(&kernel->file)) {
		kernel->type = "UKI";
		if (uki_take_apart(&kernel->inside, name, &kernel->file, error))
			return -1;
		if (kernel->inside.device_tree.size)
			return fail(error,
				    "%s: has a device tree, which a baked kernel isn't given",
				    name);
	}
	return bzimage_parse(&kernel->image, name, &kernel->file, error);
}

int bake_read_kernel(struct baked_kernel *kernel, const char *name, struct error *error)
{
	*kernel = (struct baked_kernel){ 0 };
	if (!read_file(kernel, name, error))
		return 0;
	bake_free_kernel(kernel);
	return -1;
}

void bake_free_kernel(struct baked_kernel *kernel)
{
	blob_free(&kernel->file);
	uki_free(&kernel->inside);
}
