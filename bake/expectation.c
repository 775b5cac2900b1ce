// SPDX-License-Identifier: GPL-2.0-only
#include "expectation.h"

#include <inttypes.h>

int verify_numbers(const struct expectation *e, size_t count, const char *path, struct error *error)
{
	for (; count; count--, e++)
		if (e->found != e->expected)
			return fail(error, "%s: %s is 0x%" PRIx64 " (0x%" PRIx64 " was expected)",
				    path, e->name, e->found, e->expected);
	return 0;
}
