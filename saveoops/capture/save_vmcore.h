/* SPDX-License-Identifier: GPL-2.0-only */
/* Saving the crashed kernel's memory as a file. */
#ifndef SAVEOOPS_CAPTURE_SAVE_VMCORE_H
#define SAVEOOPS_CAPTURE_SAVE_VMCORE_H

#include "util_lib/error.h"

/* makedumpfile in the initramfs. */
#define VMCORE_PROGRAM "bin/makedumpfile"

/**
 * save_vmcore() - run makedumpfile on /proc/vmcore
 * @where: value of saveoops.vmcore=: DEVICE[:DIRECTORY]
 * @wait: seconds to wait for the device
 * @error: filled on failure; then no file of this capture is left
 *
 * The file system is mounted for the time of the call.  A line on the console names the file.
 *
 * Return: 0, or -1 with @error filled.
 */
int save_vmcore(const char *where, unsigned int wait, struct error *error);

#endif
