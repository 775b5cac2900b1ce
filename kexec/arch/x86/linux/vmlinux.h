/* SPDX-License-Identifier: GPL-2.0-only */
/* The vmlinux, the ELF file that the build of a Linux/x86 kernel links. */
#ifndef KEXEC_ARCH_X86_VMLINUX_H
#define KEXEC_ARCH_X86_VMLINUX_H

#include "util_lib/file.h"

#include "bzimage.h"

/**
 * vmlinux_parse() - describe a vmlinux as a bzImage
 * @image: filled; points into @flat
 * @flat: filled with the kernel as it will be in memory; owned by the caller
 * @name: name of the file, for messages
 * @file: bytes of an ELF file for x86
 * @error: filled on failure
 *
 * A vmlinux has no setup header, so one is synthesized.  A kernel for x86_64 runs at its own
 * address and at any multiple of 2 MiB above (arch/x86/kernel/head_64.S relocates it).  A kernel
 * for i386 runs at its own address only, and has the 32-bit entry.
 *
 * Return: 0, or -1 with @error filled.
 */
int vmlinux_parse(struct bzimage *image, struct blob *flat, const char *name,
		  const struct blob *file, struct error *error);

#endif
