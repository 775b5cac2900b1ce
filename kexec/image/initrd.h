/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's initrd: driver-api/early-userspace/buffer-format.rst. */
#ifndef KEXEC_IMAGE_INITRD_H
#define KEXEC_IMAGE_INITRD_H

#include "util_lib/file.h"

/**
 * initrd_read() - read and join initrds
 * @initrd: initrd to which the files are appended; may be empty
 * @names: file names, in order
 * @count: number of @names
 * @error: filled on failure
 *
 * Each file begins at a multiple of 4 bytes, with zeros before it.
 *
 * Return: 0, or -1 with @error filled.
 */
int initrd_read(struct blob *initrd, const char *const *names, size_t count, struct error *error);

/**
 * initrd_unpacked() - estimate how much memory the unpacked files take
 * @initrd: any number of archives, compressed or not
 *
 * Return: size in bytes; compressed data counts four times.
 */
uint64_t initrd_unpacked(const struct blob *initrd);

#endif
