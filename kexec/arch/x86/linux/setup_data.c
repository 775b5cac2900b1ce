// SPDX-License-Identifier: GPL-2.0-only
#include "setup_data.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

/* Each item begins with a link of 8 bytes. */
#define ITEM_ALIGN 8

static size_t setup_data_item_size(size_t size)
{
	return round_up(X86_SETUP_DATA_HEADER + size, ITEM_ALIGN);
}

static int grow_setup_data(struct setup_data *chain, struct load *load, size_t size,
			   struct error *error)
{
	uint8_t *bytes;

	if (chain->capacity - chain->size >= size)
		return 0;
	chain->capacity = 2 * (chain->size + size);
	bytes = load_keep(load, chain->capacity, error);
	if (!bytes)
		return -1;
	if (chain->size)
		memcpy(bytes, chain->bytes, chain->size);
	chain->bytes = bytes;
	return 0;
}

uint8_t *setup_data_add(struct setup_data *chain, struct load *load, uint32_t type, size_t size,
			struct error *error)
{
	uint8_t *item;

	if (grow_setup_data(chain, load, setup_data_item_size(size), error))
		return NULL;
	item = chain->bytes + chain->size;
	put32(item + 8, type);
	put32(item + 12, size);
	chain->size += setup_data_item_size(size);
	return item + X86_SETUP_DATA_HEADER;
}

static void link_setup_data(const struct setup_data *chain, uint64_t address)
{
	size_t next, at = 0;

	while (at < chain->size) {
		next = at + setup_data_item_size(get32(chain->bytes + at + 12));
		put64(chain->bytes + at, next < chain->size ? address + next : 0);
		at = next;
	}
}

int setup_data_place(struct setup_data *chain, struct load *load, uint8_t *boot_params,
		     struct error *error)
{
	struct segment segment = {
		.name = "setup_data",
		.content = chain->bytes,
		.stored = chain->size,
		.size = chain->size,
	};
	uint64_t address;

	if (!chain->size)
		return 0;
	if (segments_place(&load->segments, segment, PLACE_PAGE, &address, error))
		return -1;
	link_setup_data(chain, address);
	put64(boot_params + X86_SETUP_DATA, address);
	return 0;
}
