/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --load-preserve-context: a kernel that is left for another one and come back to.
 * The kernel exchanges the contents of all segments when it leaves, and again when it
 * comes back.  So all that the next kernel may use has to be a segment, and all
 * else is kept from it.
 */
#ifndef KEXEC_LOAD_PRESERVE_CONTEXT_H
#define KEXEC_LOAD_PRESERVE_CONTEXT_H

#include "loader.h"

/* Last on the next kernel's command line; the purgatory writes the digits. */
#define PRESERVE_WORD "kexec_jump_back_entry=0x0000000000000000"

/**
 * preserve_check() - does it go with what else was asked for?
 * @request: which may not ask for it at all
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int preserve_check(const struct load_request *request, struct error *error);

/**
 * preserve_bound() - what the next kernel may use is its own, in whole pages
 * @load: its room is what may be used
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int preserve_bound(struct load *load, struct error *error);

/**
 * preserve_place_rest() - what of its own memory isn't yet a segment becomes one
 * @load: all else is placed
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int preserve_place_rest(struct load *load, struct error *error);

/**
 * preserve_check_way_back() - will what was loaded know where to go?
 * @load: with its orders
 * @type: of its file
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int preserve_check_way_back(const struct load *load, const char *type, struct error *error);

#endif
