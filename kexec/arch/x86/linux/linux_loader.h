/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading a Linux kernel for the running machine. */
#ifndef KEXEC_ARCH_X86_LINUX_LOADER_H
#define KEXEC_ARCH_X86_LINUX_LOADER_H

#include "kexec/load/loader.h"

#include "bzimage.h"

/**
 * x86_check_file_load_limits() - check the limits of kexec_file_load(2), which reports only EINVAL
 * @load: kernel being loaded, with its whole command line
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_check_file_load_limits(const struct load *load, struct error *error);

/**
 * x86_load_bzimage64() - load a bzImage for the mode that the options name, else for 64-bit mode
 * @load: kernel being loaded, with its file reduced to the bzImage
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_load_bzimage64(struct load *load, struct error *error);

/**
 * x86_load_image() - load a Linux kernel from a file of any type
 * @load: kernel being loaded, with none of its segments placed
 * @image: parsed kernel, whose bytes live as long as the load
 * @mode: mode in which the kernel is entered: PURGATORY_64BIT, PURGATORY_32BIT or
 *	PURGATORY_16BIT
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_load_image(struct load *load, const struct bzimage *image, uint32_t mode,
		   struct error *error);

/**
 * x86_place_initrd() - place the initrd, if there is one
 * @load: kernel being loaded
 * @parts: initrd is set
 * @end: address below which the initrd must end
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int x86_place_initrd(struct load *load, struct linux_parts *parts, uint64_t end,
		     struct error *error);

#endif
