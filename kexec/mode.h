/* SPDX-License-Identifier: GPL-2.0-only */
/* The one thing to do; some take more than one option to say it. */
#ifndef KEXEC_MODE_H
#define KEXEC_MODE_H

#include <stdbool.h>
#include <stdint.h>

#include "util_lib/error.h"

/* Bits: what the options ask for. */
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
	MODE_FORCE = 1 << 9, /* load, and execute at once */
	MODE_STATUS = 1 << 10,
	MODE_CRASH_SIZE = 1 << 11, /* --print-ckr-size */
	MODE_JUMP_BACK = 1 << 12,  /* --load-jump-back-helper */
	MODE_REBOOT = 1 << 13,     /* load, and shut down: what no option asks for */
};

/* Those that load. */
#define MODES_LOADING (MODE_LOAD | MODE_LOAD_PANIC | MODE_FORCE | MODE_JUMP_BACK | MODE_REBOOT)

/**
 * mode_add() - one more option that asks for something
 * @asked: MODE_*: what was asked for so far; added to
 * @mode: what it asks for
 * @error: filled if it can't go with the others
 *
 * Return: 0 or -1.
 */
int mode_add(uint32_t *asked, enum mode mode, struct error *error);

/**
 * mode_of() - what all of them come to, in whatever order they were given
 * @asked: MODE_*
 * @kernel: is a kernel named?
 * @panic: set if it's about the crash kernel
 *
 * Return: the one thing to do; 0: nothing.
 */
enum mode mode_of(uint32_t asked, bool kernel, bool *panic);

#endif
