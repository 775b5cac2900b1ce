/* SPDX-License-Identifier: GPL-2.0-only */
/* The loaders of the file types for x86. */
#ifndef KEXEC_ARCH_X86_LOADERS_H
#define KEXEC_ARCH_X86_LOADERS_H

#include "kexec/load/loader.h"

extern const struct loader x86_bzimage64_loader;
extern const struct loader x86_bzimage_loader;
extern const struct loader x86_elf64_loader;
extern const struct loader x86_elf32_loader;
extern const struct loader x86_multiboot_loader;
extern const struct loader x86_multiboot2_loader;
extern const struct loader x86_uki_loader;

#endif
