/* SPDX-License-Identifier: GPL-2.0-only */
/* Linux kernels, loaded for this machine to run. */
#ifndef KEXEC_ARCH_X86_LINUX_LOADER_H
#define KEXEC_ARCH_X86_LINUX_LOADER_H

#include "kexec/load/loader.h"
#include "bzimage.h"

/* A bzImage that is entered in 64-bit mode, or in 32-bit mode if asked for. */
extern const struct loader x86_bzimage64_loader;
/* One that is entered in 32-bit mode. */
extern const struct loader x86_bzimage_loader;

/* What kexec_file_load() would find wrong with its command line. */
int x86_check_for_kernel(const struct load *load, struct error *error);

/* What loads it, and any other file that holds one. */
int x86_load_bzimage64(struct load *load, struct error *error);

/**
 * x86_load_image() - load a Linux kernel, from whichever file it is
 * @load: on its way, with nothing placed that belongs to the kernel
 * @image: as parsed; what it points to lives as long as the load
 * @mode: in which it's entered: PURGATORY_64BIT, PURGATORY_32BIT or
 *	  PURGATORY_16BIT
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int x86_load_image(struct load *load, const struct bzimage *image, uint32_t mode,
		   struct error *error);

/**
 * x86_place_initrd() - the initrd, if there is one
 * @load: on its way
 * @parts: its address is put there
 * @end: it may not reach further
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int x86_place_initrd(struct load *load, struct linux_parts *parts, uint64_t end,
		     struct error *error);

/**
 * x86_describe_files() - what of setup_data isn't about the machine: a seed and the
 *			  device tree
 * @load: on its way, with room left
 * @boot_params: at least the setup header, at its place
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int x86_describe_files(struct load *load, uint8_t *boot_params, struct error *error);

/**
 * x86_describe_machine() - fill in what boot_params says of the running machine
 * @load: on its way, with room left
 * @boot_params: X86_ZERO_PAGE_SIZE bytes, else filled
 * @image: the kernel, parsed
 * @error: filled on failure
 *
 * The memory map, ACPI's root pointer, the screen, EFI, EDD.  What doesn't fit
 * there is placed as a segment.  Return: 0 or -1.
 */
int x86_describe_machine(struct load *load, uint8_t *boot_params, const struct bzimage *image,
			 struct error *error);

#endif
