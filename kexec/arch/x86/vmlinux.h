/* SPDX-License-Identifier: GPL-2.0-only */
/* A Linux/x86 kernel as its build links it, an ELF file: vmlinux. */
#ifndef KEXEC_ARCH_X86_VMLINUX_H
#define KEXEC_ARCH_X86_VMLINUX_H

#include "util_lib/file.h"
#include "bzimage.h"

/**
 * vmlinux_parse() - look at a vmlinux as if it were a bzImage
 * @image: to be filled; points into @flat
 * @flat: to be filled: the kernel as it will lie in memory; owned by the caller
 * @name: of the file, for messages
 * @file: its bytes, an ELF file for x86
 * @error: filled on failure
 *
 * It has no setup header, so it's given one.  One for x86_64 runs at its own
 * address and above, at any multiple of 2 MiB (arch/x86/kernel/head_64.S fixes
 * up what it needs); one for i386 at its own address only, and its entry is the
 * 32-bit one.  Return: 0 or -1.
 */
int vmlinux_parse(struct bzimage *image, struct blob *flat, const char *name,
		  const struct blob *file, struct error *error);

#endif
