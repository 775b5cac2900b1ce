/* SPDX-License-Identifier: GPL-2.0-only */
/* The crashed kernel's memory, in a file. */
#ifndef SAVEOOPS_CAPTURE_SAVE_VMCORE_H
#define SAVEOOPS_CAPTURE_SAVE_VMCORE_H

#include "util_lib/error.h"

/* What saves it, in the initramfs. */
#define VMCORE_PROGRAM "bin/makedumpfile"

/**
 * vmcore_save() - have makedumpfile save /proc/vmcore
 * @where: as saveoops.vmcore= says: DEVICE[:DIRECTORY]
 * @wait: seconds that the device has for turning up
 * @error: filled on failure; then no file of this capture is left
 *
 * The file system is mounted for that alone.  Says what was saved.
 *
 * Return: 0 or -1.
 */
int vmcore_save(const char *where, unsigned int wait, struct error *error);

#endif
