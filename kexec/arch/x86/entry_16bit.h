/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_ARCH_X86_ENTRY_16BIT_H
#define KEXEC_ARCH_X86_ENTRY_16BIT_H

#include "kexec/load/loader.h"
#include "bzimage.h"

/**
 * x86_load_in_real_mode() - load a Linux kernel to be entered by its setup code
 * @load: on its way, with nothing placed that belongs to the kernel
 * @image: as parsed from a bzImage; lives as long as the load
 * @error: filled on failure, as on a machine without a BIOS
 *
 * What it has to know of the machine it asks the BIOS.  Return: 0 or -1.
 */
int x86_load_in_real_mode(struct load *load, const struct bzimage *image, struct error *error);

#endif
