/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_CAPTURE_LOAD_MODULES_H
#define SAVEOOPS_CAPTURE_LOAD_MODULES_H

/* Modules' names in the initramfs, a line each, in the order to be loaded. */
#define MODULES_LIST "lib/modules-load.list"

/**
 * modules_load() - load all that the list names
 *
 * Says which can't be, and loads the others all the same.
 */
void modules_load(void);

#endif
