/* SPDX-License-Identifier: GPL-2.0-only */
/* The crash kernel: the region that crashkernel= reserved for it, and its elfcorehdr. */
#ifndef KEXEC_LOAD_CRASH_KERNEL_H
#define KEXEC_LOAD_CRASH_KERNEL_H

#include "loader.h"

/**
 * crash_check() - check that crashkernel= reserved memory
 * @error: filled if no memory is reserved
 *
 * Return: 0 or -1.
 */
int crash_check(struct error *error);

/**
 * crash_find_free() - make the crash kernel region the only free memory
 * @load: kernel being loaded, with its machine
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int crash_find_free(struct load *load, struct error *error);

/**
 * crash_hotplug_size() - read how large the running kernel may make the elfcorehdr
 * @size: in bytes
 * @error: filled if the kernel does not update it
 *
 * Return: 0 or -1.
 */
int crash_hotplug_size(uint64_t *size, struct error *error);

/**
 * crash_place() - place the elfcorehdr and pass its address to the crash kernel
 * @load: with free memory and nothing placed; parameters are added to its command line
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int crash_place(struct load *load, struct error *error);

/**
 * crash_print_size() - print the size of the reserved memory in bytes, 0 if there is none
 * @error: filled if /proc/iomem hides the reserved memory
 *
 * Return: 0 or -1.
 */
int crash_print_size(struct error *error);

#endif
