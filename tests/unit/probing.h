/* SPDX-License-Identifier: GPL-2.0-only */
/* Helpers for the tests of loaders, which probe changed files and place programs. */
#ifndef TESTS_UNIT_PROBING_H
#define TESTS_UNIT_PROBING_H

#include <string.h>

#include "kexec/load/loader.h"
#include "unit.h"

/**
 * struct change - a change to a good file
 * @name: name of the change, for messages
 * @offset: offset of the changed number
 * @width: size of the changed number, in bytes
 * @value: new value
 * @expected: expected result of the probe
 * @message: part of the expected message; NULL: none is expected
 */
struct change {
	const char *name;
	size_t offset;
	unsigned int width;
	uint64_t value;
	enum probe expected;
	const char *message;
};

static inline void put_number(uint8_t *to, unsigned int width, uint64_t value)
{
	unsigned int i;

	for (i = 0; i < width; i++)
		to[i] = value >> 8 * i;
}

/* The file is in memory of exactly its size, so that a sanitizer sees the end. */
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
	if (!change->message)
		return;
	ck_assert_msg(!strncmp(error.text, "k: ", 3), "%s: \"%s\"", change->name, error.text);
	ck_assert_msg(strstr(error.text, change->message) != NULL,
		      "%s: \"%s\" was said (\"%s\" was expected)", change->name, error.text,
		      change->message);
}

/* A good file must not be accepted with its end cut off, and no byte behind the cut read. */
static inline void try_cuts(const struct loader *loader, const uint8_t *good, size_t size)
{
	struct error error;
	size_t cut;

	for (cut = 0; cut < size; cut++)
		ck_assert_msg(probe_bytes(loader, good, cut, &error) != PROBE_YES,
			      "the file is accepted with its end at 0x%zx", cut);
	ck_assert_msg(probe_bytes(loader, good, size, &error) == PROBE_YES, "%s", error.text);
}

/* A load for tests that place segments. */
struct placing {
	struct load_request request;
	struct load load;
};

static inline void start_placing(struct placing *placing, struct range memory)
{
	*placing = (struct placing){
		.request = { .kernel = "k", .placement.mem_max = UINT64_MAX },
	};
	placing->load.request = &placing->request;
	ck_assert_int_eq(ranges_add(&placing->load.segments.free, memory), 0);
}

#endif
