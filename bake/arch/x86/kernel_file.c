// SPDX-License-Identifier: GPL-2.0-only
/* A kernel file of x86: a bzImage or a vmlinux. */
#include <elf.h>
#include <stdlib.h>

#include "bake/bake_arch.h"
#include "kexec/arch/x86/linux/vmlinux.h"
#include "kexec/image/elf.h"
#include "util_lib/decompress.h"

#include "x86_bake.h"

/* The size of a large page, to which a 64-bit kernel aligns itself; few places are left to try. */
#define ALIGNMENT_MIN 0x200000ull

static bool is_vmlinux(const struct blob *file)
{
	bool is_64 = false;

	return elf_machine(file, &is_64) == EM_X86_64 && is_64;
}

static int read_vmlinux(struct capture_kernel *kernel, struct bzimage *image, const char *name,
			struct error *error)
{
	struct blob flat;

	if (vmlinux_parse(image, &flat, name, &kernel->file, error))
		return -1;
	blob_free(&kernel->file);
	kernel->file = flat;
	kernel->type = "vmlinux";
	kernel->is_elf = true;
	if (!image->version_size)
		return fail(
			error,
			"%s: is an ELF file without the version of a Linux (a vmlinux was expected)",
			name);
	return 0;
}

static int read_bzimage(struct capture_kernel *kernel, struct bzimage *image, const char *name,
			struct error *error)
{
	kernel->type = "bzImage";
	return bzimage_parse(image, name, &kernel->file, error);
}

int bake_arch_read_kernel(struct capture_kernel *kernel, const char *name, struct error *error)
{
	struct bzimage *image;

	kernel->arch = calloc(1, sizeof(*kernel->arch));
	if (!kernel->arch)
		return fail(error, "%s: out of memory", name);
	image = &kernel->arch->kernel;
	if (is_vmlinux(&kernel->file) ? read_vmlinux(kernel, image, name, error) :
					read_bzimage(kernel, image, name, error))
		return -1;
	kernel->version = image->version;
	kernel->version_size = image->version_size;
	kernel->size = image->kernel_size;
	kernel->memory_size = image->init_size;
	kernel->relocatable = image->relocatable;
	kernel->preferred = image->preferred;
	kernel->alignment = image->alignment < ALIGNMENT_MIN ? ALIGNMENT_MIN : image->alignment;
	return 0;
}

void bake_arch_free_kernel(struct capture_kernel *kernel)
{
	free(kernel->arch);
	kernel->arch = NULL;
}

int bake_arch_find_payload(struct found_image *found, const char *path, struct blob *payload,
			   struct error *error)
{
	struct bzimage kernel;

	if (bzimage_parse(&kernel, path, &found->file, error))
		return fail(
			error,
			"%s: cannot hold a baked image (an object, an image, an archive, a vmlinux or a bzImage was expected)",
			path);
	if (!kernel.payload_size)
		return fail(error, "%s: its header names no payload", path);
	if (!is_compressed(kernel.payload, kernel.payload_size))
		return fail(
			error,
			"%s: its vmlinux is compressed by an unknown method (gzip, xz, lzma or zstd was expected, or the vmlinux itself)",
			path);
	found->container = "bzImage";
	*payload = (struct blob){ (uint8_t *)kernel.payload, kernel.payload_size };
	return 0;
}
