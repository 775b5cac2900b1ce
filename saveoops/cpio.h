/* SPDX-License-Identifier: GPL-2.0-only */
/* Writing cpio archives: driver-api/early-userspace/buffer-format.rst. */
#ifndef SAVEOOPS_CPIO_H
#define SAVEOOPS_CPIO_H

#include "../kexec/file.h"

/* File types and permissions, as in st_mode. */
#define CPIO_DIRECTORY	040000u
#define CPIO_FILE	0100000u
#define CPIO_CHARACTER	020000u

/**
 * struct cpio - an archive in the making
 * @archive: so far; not zeroed by anyone but the caller, before the first use
 * @room: bytes that @archive has memory for
 * @members: their number
 */
struct cpio {
	struct blob archive;
	size_t room;
	unsigned int members;
};

/**
 * cpio_add() - add a member
 * @cpio: zeros at first
 * @path: without a leading /; directories above it are added where they aren't there yet
 * @mode: type and permissions
 * @device: for CPIO_CHARACTER: major * 256 + minor
 * @content: for CPIO_FILE; else NULL
 * @error: filled on failure
 *
 * Fails where @path is there already, or would lie below a file.  Return: 0 or -1.
 */
int cpio_add(struct cpio *cpio, const char *path, unsigned int mode, unsigned int device,
	     const struct blob *content, struct error *error);

/**
 * cpio_end() - add the trailer
 * @cpio: whole afterwards
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int cpio_end(struct cpio *cpio, struct error *error);

/**
 * cpio_free() - give back the memory
 * @cpio: empty afterwards
 */
void cpio_free(struct cpio *cpio);

#endif
