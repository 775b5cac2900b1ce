/* SPDX-License-Identifier: GPL-2.0-only */
/* The purgatory as this program carries it. */
#ifndef KEXEC_LOAD_PURGATORY_COPY_H
#define KEXEC_LOAD_PURGATORY_COPY_H

#include "include/purgatory_info.h"
#include "segments.h"

/**
 * struct purgatory - a copy to be filled and placed
 * @code: what is stored, struct purgatory_info first; owned
 * @code_size: in bytes
 * @scratch: offset of its variables and stack, a multiple of 4096
 * @memory_size: with them, in bytes
 * @address: where it was placed
 */
struct purgatory {
	uint8_t *code;
	uint64_t code_size;
	uint64_t scratch;
	uint64_t memory_size;
	uint64_t address;
};

/**
 * purgatory_open() - take a copy of the built-in purgatory
 * @purgatory: to be filled
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int purgatory_open(struct purgatory *purgatory, struct error *error);

/**
 * purgatory_place() - give it a place
 * @purgatory: as opened
 * @segments: where to place it
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int purgatory_place(struct purgatory *purgatory, struct segments *segments, struct error *error);

/**
 * purgatory_instruct() - give it its orders
 * @purgatory: placed
 * @info: the orders; their address is filled in here
 */
void purgatory_instruct(struct purgatory *purgatory, struct purgatory_info *info);

/**
 * purgatory_close() - give back the copy
 * @purgatory: as opened
 */
void purgatory_close(struct purgatory *purgatory);

#endif
