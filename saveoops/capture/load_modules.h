/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SAVEOOPS_CAPTURE_LOAD_MODULES_H
#define SAVEOOPS_CAPTURE_LOAD_MODULES_H

/* The list of kernel modules in the initramfs: one file name per line, in load order. */
#define MODULES_LIST "lib/modules-load.list"

/**
 * load_modules() - load all modules of the list
 *
 * A module that cannot be loaded is reported on the console; loading continues.
 */
void load_modules(void);

#endif
