/* SPDX-License-Identifier: GPL-2.0-only */
/* The next kernel's initrd: driver-api/early-userspace/buffer-format.rst. */
#ifndef KEXEC_IMAGE_INITRD_H
#define KEXEC_IMAGE_INITRD_H

#include "util_lib/file.h"

/**
 * initrd_read() - read and join initrds
 * @initrd: empty, or to be appended to
 * @names: file names, in order
 * @count: of @names
 * @error: filled on failure
 *
 * Each begins at a multiple of 4 bytes, with zeros before it.
 * Return: 0 or -1.
 */
int initrd_read(struct blob *initrd, const char *const *names, size_t count, struct error *error);

/**
 * initrd_unpacked() - how much memory its files will take, about
 * @initrd: any number of archives, packed or not
 *
 * Return: bytes; what is packed is taken to be a quarter of its content.
 */
uint64_t initrd_unpacked(const struct blob *initrd);

#endif
