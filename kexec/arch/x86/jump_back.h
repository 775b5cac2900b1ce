/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KEXEC_ARCH_X86_JUMP_BACK_H
#define KEXEC_ARCH_X86_JUMP_BACK_H

#include "kexec/load/loader.h"

/**
 * x86_place_way_back() - place what jumps back into a kernel that was left
 * @load: with room; its request says where that kernel waits
 * @error: filled on failure
 *
 * That kernel waits in memory of its own, which the running one doesn't map, so
 * page tables are placed with the purgatory.  Return: 0 or -1.
 */
int x86_place_way_back(struct load *load, struct error *error);

#endif
