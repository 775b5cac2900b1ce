// SPDX-License-Identifier: GPL-2.0-only
#include "device_tree.h"

#include <inttypes.h>

#define MAGIC       0xd00dfeed
#define HEADER_SIZE 40u
#define TOTAL_SIZE  4

/* All of it is big-endian. */
static uint32_t number(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

int device_tree_check(const char *name, const struct blob *tree, struct error *error)
{
	uint32_t size;

	if (tree->size < HEADER_SIZE || number(tree->data) != MAGIC)
		return fail(error, "%s: is no device tree (a flattened one was expected)", name);
	size = number(tree->data + TOTAL_SIZE);
	if (size < HEADER_SIZE || size > tree->size)
		return fail(error,
			    "%s: is a device tree of %" PRIu32
			    " bytes (at most the %zu that are there were expected)",
			    name, size, tree->size);
	return 0;
}
