/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that run at the addresses that their file names, as segments of a load. */
#ifndef KEXEC_LOAD_PLACE_PROGRAM_H
#define KEXEC_LOAD_PLACE_PROGRAM_H

#include "kexec/image/program.h"

#include "load.h"

/**
 * program_place() - place all of it
 * @load: on its way; contents live as long as its file
 * @program: checked
 * @distance: how far above its own addresses, a multiple of 4096
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int program_place(struct load *load, const struct program *program, uint64_t distance,
		  struct error *error);

#endif
