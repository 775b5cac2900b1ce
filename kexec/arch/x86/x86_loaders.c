// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "kexec/arch.h"

#include "loaders.h"

/* Multiboot kernels are often ELF files, so their loaders come first. */
const struct loader *const arch_loaders[] = {
	&x86_multiboot2_loader, &x86_multiboot_loader, &x86_elf64_loader, &x86_elf32_loader,
	&x86_bzimage64_loader,  &x86_bzimage_loader,   &x86_uki_loader,   NULL,
};
