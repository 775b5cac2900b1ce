/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of the loaders have in common: a file, and what is made of it. */
#ifndef TESTS_UNIT_PROBING_H
#define TESTS_UNIT_PROBING_H

#include <string.h>

#include "kexec/load/loader.h"
#include "unit.h"

/* One change to a good file, and what must be said; NULL: it's taken as before. */
struct change {
	const char *name;
	size_t offset;
	unsigned int width;
	uint64_t value;
	enum probe expected;
	const char *words;
};

static inline void put_number(uint8_t *to, unsigned int width, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < width; i++)
		to[i] = value >> 8 * i;
}

/* In a piece of memory of just that size, so that a sanitizer sees the end. */
static inline enum probe probe_bytes(const struct loader *loader, const uint8_t *bytes, size_t size,
				     struct error *error)
{
	const struct load_request request = { .kernel = "k", .placement.mem_max = UINT64_MAX };
	struct blob file = { malloc(size ? size : 1), size };
	enum probe result;

	ck_assert_ptr_nonnull(file.data);
	memcpy(file.data, bytes, size);
	error->text[0] = 0;
	result = loader->probe(&request, &file, error);
	blob_free(&file);
	return result;
}

static inline void try_change(const struct loader *loader, const uint8_t *good, size_t size,
			      const struct change *change)
{
	uint8_t *bytes = malloc(size);
	struct error error;
	enum probe found;

	ck_assert_ptr_nonnull(bytes);
	memcpy(bytes, good, size);
	put_number(bytes + change->offset, change->width, change->value);
	found = probe_bytes(loader, bytes, size, &error);
	free(bytes);
	ck_assert_msg(found == change->expected, "%s: probe said %d: %s", change->name, found,
		      error.text);
	if (!change->words)
		return;
	ck_assert_msg(!strncmp(error.text, "k: ", 3), "%s: \"%s\"", change->name, error.text);
	ck_assert_msg(strstr(error.text, change->words) != NULL,
		      "%s: \"%s\" was said (\"%s\" was expected)", change->name, error.text,
		      change->words);
}

/* Cut anywhere, a good file is good no more, and no byte behind the cut is read. */
static inline void try_cuts(const struct loader *loader, const uint8_t *good, size_t size)
{
	struct error error;
	size_t cut;

	for (cut = 0; cut < size; cut++)
		ck_assert_msg(probe_bytes(loader, good, cut, &error) != PROBE_YES,
			      "cut at 0x%zx it's taken", cut);
	ck_assert_msg(probe_bytes(loader, good, size, &error) == PROBE_YES, "%s", error.text);
}

/* What follows is for tests that place something. */
struct placing {
	struct load_request request;
	struct load load;
};

static inline void start_placing(struct placing *placing, struct range room)
{
	*placing = (struct placing){
		.request = { .kernel = "k", .placement.mem_max = UINT64_MAX },
	};
	placing->load.request = &placing->request;
	ck_assert_int_eq(ranges_add(&placing->load.segments.room, room), 0);
}

#endif
