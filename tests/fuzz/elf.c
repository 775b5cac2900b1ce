// SPDX-License-Identifier: GPL-2.0-only
/* An input is an executable.  A program that is read is placed, and parsed as a vmlinux. */
#include "fuzz.h"
#include "kexec/arch/x86/loaders.h"
#include "kexec/arch/x86/linux/vmlinux.h"
#include "kexec/image/elf.h"
#include "program.h"

static void demand_sound_vmlinux(const struct blob *file)
{
	struct bzimage image;
	struct error error;
	struct blob flat;

	if (vmlinux_parse(&image, &flat, "k", file, &error))
		return;
	demand(image.kernel == flat.data && image.kernel_size == flat.size);
	demand(image.kernel_size <= image.init_size);
	demand(image.entry_64 < image.init_size);
	demand(!image.version_size ||
	       ((const uint8_t *)image.version >= flat.data &&
		(const uint8_t *)image.version + image.version_size <= flat.data + flat.size));
	blob_free(&flat);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob file = { (uint8_t *)data, size };
	struct program program;
	struct error error;
	bool is_64;

	if (!elf_machine(&file, &is_64))
		return 0;
	elf_has_symbol(&file, "symbol");
	if (elf_read(&program, "k", &file, &error))
		return 0;
	demand_placed(&program, &file);
	program_free(&program);
	demand_sound_vmlinux(&file);
	return 0;
}
