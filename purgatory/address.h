/* SPDX-License-Identifier: GPL-2.0-only */
/* Physical addresses, all of which are mapped to themselves. */
#ifndef PURGATORY_ADDRESS_H
#define PURGATORY_ADDRESS_H

#include <stdint.h>

static inline void *pointer_to(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

/* Moves @address by @distance, unless it is 0, which stands for none. */
static inline void move_address(uint64_t *address, uint64_t distance)
{
	if (*address)
		*address += distance;
}

#endif
