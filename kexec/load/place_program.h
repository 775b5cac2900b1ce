/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that run at the addresses that their file names, as segments of a load. */
#ifndef KEXEC_LOAD_PLACE_PROGRAM_H
#define KEXEC_LOAD_PLACE_PROGRAM_H

#include "kexec/image/program.h"

#include "load.h"

/**
 * program_place() - place a program's parts as segments
 * @load: kernel being loaded; the segments' contents are those of its file
 * @program: checked
 * @distance: offset from the program's own addresses in bytes, a multiple of 4096
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int program_place(struct load *load, const struct program *program, uint64_t distance,
		  struct error *error);

#endif
