/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unified kernel images: a PE file with a kernel and all that belongs to it in
 * its sections (UAPI group, "UAPI.5 Unified Kernel Image").
 */
#ifndef KEXEC_IMAGE_UKI_H
#define KEXEC_IMAGE_UKI_H

#include <stdbool.h>

#include "util_lib/error.h"
#include "util_lib/file.h"

/**
 * uki_is_one() - is it a PE file with a kernel in it?
 * @file: its bytes
 */
bool uki_is_one(const struct blob *file);

/**
 * struct uki - what was in it
 * @command_line: without control characters; NULL if it has none
 * @initrd: .ucode and all its .initrd, each aligned to 4 bytes; may be empty
 * @device_tree: .dtb; may be empty
 */
struct uki {
	char *command_line;
	struct blob initrd;
	struct blob device_tree;
};

/**
 * uki_check() - is it sound, and for this machine?
 * @name: of the file, for messages
 * @file: its bytes, a UKI
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int uki_check(const char *name, const struct blob *file, struct error *error);

/**
 * uki_take_apart() - leave just the kernel in the file's place
 * @uki: to be filled; given back by uki_free()
 * @name: of the file, for messages
 * @file: a UKI; the kernel in it afterwards
 * @error: filled on failure
 *
 * Of several profiles the first one is taken.  Return: 0 or -1.
 */
int uki_take_apart(struct uki *uki, const char *name, struct blob *file, struct error *error);

/* Gives back its memory; it's empty afterwards. */
void uki_free(struct uki *uki);

#endif
