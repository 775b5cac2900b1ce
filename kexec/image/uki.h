/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unified kernel images: PE files whose sections hold a kernel, its command line, its initrds
 * and a device tree (UAPI Group, "UAPI.5 Unified Kernel Image").
 */
#ifndef KEXEC_IMAGE_UKI_H
#define KEXEC_IMAGE_UKI_H

#include <stdbool.h>

#include "util_lib/error.h"
#include "util_lib/file.h"

/**
 * is_uki_file() - tell a PE file with a .linux section from any other file
 * @file: bytes of the file
 */
bool is_uki_file(const struct blob *file);

/**
 * struct uki - the content of a UKI besides the kernel
 * @command_line: .cmdline without control characters; NULL without this section
 * @initrd: .ucode and each .initrd, aligned to 4 bytes; may be empty
 * @device_tree: .dtb; may be empty
 */
struct uki {
	char *command_line;
	struct blob initrd;
	struct blob device_tree;
};

/**
 * uki_check() - check that a UKI is sound, and for this architecture
 * @name: name of the file, for messages
 * @file: bytes of the UKI
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int uki_check(const char *name, const struct blob *file, struct error *error);

/**
 * uki_extract_kernel() - replace a UKI with the kernel in it
 * @uki: filled with the other content; freed by uki_free()
 * @name: name of the file, for messages
 * @file: bytes of the UKI; bytes of the kernel afterwards
 * @error: filled on failure
 *
 * In a UKI of several profiles, the first one is used.
 *
 * Return: 0, or -1 with @error filled.
 */
int uki_extract_kernel(struct uki *uki, const char *name, struct blob *file, struct error *error);

/**
 * uki_free() - free the content of a UKI
 * @uki: as filled; empty afterwards
 */
void uki_free(struct uki *uki);

#endif
