// SPDX-License-Identifier: GPL-2.0-only
#include "device_tree.h"

#include <inttypes.h>

/* Devicetree Specification 0.4, 5.2: the header, and the offset of totalsize in it. */
#define FDT_MAGIC       0xd00dfeed
#define FDT_HEADER_SIZE 40u
#define FDT_TOTALSIZE   4

/* All numbers of a flattened device tree are big-endian. */
static uint32_t get_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

int device_tree_check(const char *name, const struct blob *tree, struct error *error)
{
	uint32_t size;

	if (tree->size < FDT_HEADER_SIZE || get_be32(tree->data) != FDT_MAGIC)
		return fail(error,
			    "%s: is not a device tree (a flattened device tree was expected)",
			    name);
	size = get_be32(tree->data + FDT_TOTALSIZE);
	if (size < FDT_HEADER_SIZE || size > tree->size)
		return fail(error,
			    "%s: is a device tree of %" PRIu32
			    " bytes by its header (at most the file's %zu were expected)",
			    name, size, tree->size);
	return 0;
}
