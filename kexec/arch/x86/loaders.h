/* SPDX-License-Identifier: GPL-2.0-only */
/* The file types for x86 that aren't bzImages. */
#ifndef KEXEC_ARCH_X86_LOADERS_H
#define KEXEC_ARCH_X86_LOADERS_H

#include "kexec/load/loader.h"

extern const struct loader x86_elf64_loader;
extern const struct loader x86_elf32_loader;
extern const struct loader x86_multiboot_loader;
extern const struct loader x86_multiboot2_loader;
extern const struct loader x86_uki_loader;

#endif
