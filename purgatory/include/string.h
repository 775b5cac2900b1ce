/* SPDX-License-Identifier: GPL-2.0-only */
/* The four functions that a freestanding compiler may call on its own. */
#ifndef PURGATORY_INCLUDE_STRING_H
#define PURGATORY_INCLUDE_STRING_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
