/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_ARCH_X86_ENTRY_16BIT_H
#define KEXEC_ARCH_X86_ENTRY_16BIT_H
/* The real-mode entry of a Linux kernel (--real-mode). */

#include "kexec/load/loader.h"

#include "bzimage.h"

/**
 * x86_load_in_real_mode() - load a Linux kernel to be entered by its setup code
 * @load: kernel being loaded, with none of its segments placed
 * @image: parsed bzImage, which lives as long as the load
 * @error: filled on failure, for example on a machine without a BIOS
 *
 * The setup code queries the BIOS for all data about the machine, so none is passed.
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_load_in_real_mode(struct load *load, const struct bzimage *image, struct error *error);

#endif
