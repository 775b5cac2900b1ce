/* SPDX-License-Identifier: GPL-2.0-only */
/* The purgatory that is linked into this program, copied for one load or one baked image. */
#ifndef KEXEC_LOAD_PURGATORY_COPY_H
#define KEXEC_LOAD_PURGATORY_COPY_H

#include "include/purgatory_info.h"
#include "segments.h"

/**
 * struct purgatory - a copy of the purgatory
 * @code: code and constants, struct purgatory_info first; owned
 * @code_size: size of @code in bytes
 * @scratch: offset of its variables and stack, a multiple of 4096
 * @memory_size: size of code, variables and stack in bytes
 * @address: physical address; 0 before purgatory_place()
 */
struct purgatory {
	uint8_t *code;
	uint64_t code_size;
	uint64_t scratch;
	uint64_t memory_size;
	uint64_t address;
};

/**
 * purgatory_open() - copy the built-in purgatory
 * @purgatory: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int purgatory_open(struct purgatory *purgatory, struct error *error);

/**
 * purgatory_place() - place the purgatory as a segment
 * @purgatory: as opened
 * @segments: list to which it is added
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int purgatory_place(struct purgatory *purgatory, struct segments *segments, struct error *error);

/**
 * purgatory_set_info() - write the purgatory's struct purgatory_info
 * @purgatory: placed
 * @info: complete except for @info->self, which is filled here
 */
void purgatory_set_info(struct purgatory *purgatory, struct purgatory_info *info);

/**
 * purgatory_close() - free the copy
 * @purgatory: as opened
 */
void purgatory_close(struct purgatory *purgatory);

#endif
