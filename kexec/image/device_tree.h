/* SPDX-License-Identifier: GPL-2.0-only */
/* A device tree for the next kernel (boot.rst, "setup_data": SETUP_DTB). */
#ifndef KEXEC_IMAGE_DEVICE_TREE_H
#define KEXEC_IMAGE_DEVICE_TREE_H

#include "util_lib/file.h"

/**
 * device_tree_check() - is it a flattened device tree, and whole?
 * @name: of the file that it's from, for messages
 * @tree: its bytes
 * @error: filled if not
 *
 * By its header (Devicetree Specification 0.4, section 5.2).  Return: 0 or -1.
 */
int device_tree_check(const char *name, const struct blob *tree, struct error *error);

#endif
