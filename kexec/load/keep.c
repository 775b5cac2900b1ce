// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "load.h"

/* Memory of load_keep(), in a list. */
struct kept {
	struct kept *next;
	max_align_t memory[];
};

void *load_keep(struct load *load, size_t size, struct error *error)
{
	struct kept *kept = calloc(1, sizeof(*kept) + size);

	if (!kept) {
		fail(error, "%s: out of memory", load->request->kernel);
		return NULL;
	}
	kept->next = load->kept;
	load->kept = kept;
	return kept->memory;
}

void load_free_kept(struct load *load)
{
	struct kept *kept;

	while ((kept = load->kept)) {
		load->kept = kept->next;
		free(kept);
	}
}
