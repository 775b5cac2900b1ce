/* SPDX-License-Identifier: GPL-2.0-only */
/* A device tree for the next kernel (boot.rst, "setup_data": SETUP_DTB). */
#ifndef KEXEC_IMAGE_DEVICE_TREE_H
#define KEXEC_IMAGE_DEVICE_TREE_H

#include "util_lib/file.h"

/**
 * device_tree_check() - check the header of a flattened device tree
 * @name: name of its file, for messages
 * @tree: bytes of the file
 * @error: filled on failure
 *
 * The header is that of the Devicetree Specification 0.4, section 5.2.
 *
 * Return: 0, or -1 with @error filled.
 */
int device_tree_check(const char *name, const struct blob *tree, struct error *error);

#endif
