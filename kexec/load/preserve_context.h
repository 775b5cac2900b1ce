/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --load-preserve-context: the next kernel can jump back into the running one.  The running kernel
 * swaps the contents of all segments when it is left, and again when it is resumed.  Therefore all
 * memory that the next kernel may use is a segment, and all other memory is hidden from it.
 */
#ifndef KEXEC_LOAD_PRESERVE_CONTEXT_H
#define KEXEC_LOAD_PRESERVE_CONTEXT_H

#include "loader.h"

/* The last parameter of the next kernel; the purgatory writes its digits. */
#define PRESERVE_PARAMETER "kexec_jump_back_entry=0x0000000000000000"

/**
 * preserve_check() - check that --load-preserve-context goes with the other options
 * @request: request with or without that option
 * @error: filled if the options conflict
 *
 * Return: 0 or -1.
 */
int preserve_check(const struct load_request *request, struct error *error);

/**
 * preserve_find_own() - make all free memory, in whole pages, the next kernel's own
 * @load: with its free memory
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int preserve_find_own(struct load *load, struct error *error);

/**
 * preserve_place_rest() - cover the rest of the own memory with segments
 * @load: with everything else placed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int preserve_place_rest(struct load *load, struct error *error);

/**
 * preserve_check_jump_back() - check that the loaded kernel learns where to jump back to
 * @load: with its purgatory_info
 * @type: name of its file type
 * @error: filled if it does not
 *
 * Return: 0 or -1.
 */
int preserve_check_jump_back(const struct load *load, const char *type, struct error *error);

#endif
