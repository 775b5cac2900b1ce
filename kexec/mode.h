/* SPDX-License-Identifier: GPL-2.0-only */
/* The mode of a run: its one action, which one or more options select. */
#ifndef KEXEC_MODE_H
#define KEXEC_MODE_H

#include <stdbool.h>
#include <stdint.h>

#include "util_lib/error.h"

/* Bits, because several options may select one mode together. */
enum mode {
	MODE_HELP = 1 << 0,
	MODE_VERSION = 1 << 1,
	MODE_BAKE = 1 << 2,
	MODE_BAKE_INFO = 1 << 3,
	MODE_BAKE_VERIFY = 1 << 4,
	MODE_LOAD = 1 << 5,
	MODE_LOAD_PANIC = 1 << 6,
	MODE_UNLOAD = 1 << 7,
	MODE_EXEC = 1 << 8,
	MODE_FORCE = 1 << 9, /* load and enter at once */
	MODE_STATUS = 1 << 10,
	MODE_CRASH_SIZE = 1 << 11, /* --print-ckr-size */
	MODE_JUMP_BACK = 1 << 12,  /* --load-jump-back-helper */
	MODE_REBOOT = 1 << 13,     /* load and shut down; the default, without an option */
};

/* Groups of modes: an option goes with one group. modes_in_words() has a phrase for each. */
#define MODES_ANY          UINT32_MAX
#define MODES_KERNEL       (MODE_LOAD | MODE_LOAD_PANIC | MODE_FORCE | MODE_REBOOT)
#define MODES_LOADING      (MODES_KERNEL | MODE_JUMP_BACK)
#define MODES_KERNEL_BAKE  (MODES_KERNEL | MODE_BAKE)
#define MODES_LOADING_BAKE (MODES_LOADING | MODE_BAKE)
#define MODES_UNLOADING    (MODES_LOADING | MODE_UNLOAD)
#define MODES_EXEC         (MODES_KERNEL | MODE_EXEC)
#define MODES_JSON         (MODES_KERNEL | MODE_BAKE_INFO)
#define MODES_ENTERING     (MODE_EXEC | MODE_FORCE)

/**
 * modes_in_words() - describe a group of modes for a message
 * @modes: one of the groups above, or one MODE_*
 *
 * Return: a phrase that follows "goes only with".
 */
const char *modes_in_words(uint32_t modes);

/**
 * mode_add() - add the mode that one more option selects
 * @asked: MODE_*: modes selected so far; @mode is added
 * @mode: mode that the option selects
 * @error: filled if @mode cannot go with the others
 *
 * Return: 0 or -1.
 */
int mode_add(uint32_t *asked, enum mode mode, struct error *error);

/**
 * mode_of() - choose the mode that all options select together, in any order
 * @asked: MODE_*
 * @kernel: a kernel is named
 * @panic: set if the mode concerns the crash kernel
 *
 * Return: the mode, or 0 if nothing is to be done.
 */
enum mode mode_of(uint32_t asked, bool kernel, bool *panic);

#endif
