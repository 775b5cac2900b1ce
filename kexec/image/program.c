// SPDX-License-Identifier: GPL-2.0-only
#include "program.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"
#include "util_lib/decompress.h"

/* Intel SDM volume 3, section 4.1.4: no physical address has more bits. */
#define PHYSICAL_TOP (1ull << 52)
/* Upper bound of the gaps between the parts of a kernel, which are far smaller. */
#define GAPS_MAX (64ull << 20)

int program_add(struct program *program, struct program_part part, const char *name,
		struct error *error)
{
	struct program_part *parts;

	if (!part.size)
		return 0;
	parts = reallocarray(program->parts, program->count + 1, sizeof(*parts));
	if (!parts)
		return fail(error, "%s: out of memory", name);
	parts[program->count++] = part;
	program->parts = parts;
	return 0;
}

static int compare_parts_by_address(const void *a, const void *b)
{
	const struct program_part *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

static int check_part(const struct program_part *part, const char *name, struct error *error)
{
	if (part->stored > part->size)
		return fail(error,
			    "%s: its part at 0x%" PRIx64 " stores 0x%" PRIx64
			    " bytes (at most its size, 0x%" PRIx64 ", was expected)",
			    name, part->address, part->stored, part->size);
	if (part->address >= PHYSICAL_TOP || part->size > PHYSICAL_TOP - part->address)
		return fail(error,
			    "%s: its part of 0x%" PRIx64 " bytes at 0x%" PRIx64
			    " reaches past 0x%llx, where physical addresses end",
			    name, part->size, part->address, PHYSICAL_TOP);
	return 0;
}

static int check_parts(const struct program *program, const char *name, struct error *error)
{
	const struct program_part *part = program->parts;
	uint64_t end = 0, stored = 0;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		if (check_part(part, name, error))
			return -1;
		if (part->address < end)
			return fail(error,
				    "%s: its part at 0x%" PRIx64
				    " overlaps the one that ends at 0x%" PRIx64,
				    name, part->address, end);
		end = part->address + part->size;
		stored += part->stored;
		if (stored > DECOMPRESS_MAX)
			return fail(error, "%s: its parts hold more than 2 GiB", name);
	}
	return 0;
}

static bool has_address(const struct program *program, uint64_t address)
{
	const struct program_part *part = program->parts;
	size_t i;

	for (i = 0; i < program->count; i++, part++)
		if (address >= part->address && address - part->address < part->size)
			return true;
	return false;
}

int program_check(struct program *program, const char *name, struct error *error)
{
	if (!program->count)
		return fail(error, "%s: has nothing to load", name);
	qsort(program->parts, program->count, sizeof(*program->parts), compare_parts_by_address);
	if (check_parts(program, name, error))
		return -1;
	if (!has_address(program, program->entry))
		return fail(error, "%s: its entry, 0x%" PRIx64 ", lies in none of its parts", name,
			    program->entry);
	return 0;
}

struct range program_memory(const struct program *program)
{
	const struct program_part *last = &program->parts[program->count - 1];

	return (struct range){ program->parts[0].address, last->address + last->size };
}

void program_copy_parts(uint8_t *to, uint64_t start, const struct program_part *part, size_t count)
{
	for (; count; count--, part++)
		if (part->stored)
			memcpy(to + (part->address - start), part->content, part->stored);
}

int program_flatten(const struct program *program, const char *name, struct blob *flat,
		    struct error *error)
{
	uint64_t start = program->parts[0].address, end = start, stored = 0;
	const struct program_part *part = program->parts;
	size_t i;

	for (i = 0; i < program->count; i++, part++) {
		if (part->stored)
			end = part->address + part->stored;
		stored += part->stored;
	}
	if (!stored)
		return fail(error, "%s: has no stored content (a Linux kernel was expected)", name);
	if (end - start - stored > GAPS_MAX)
		return fail(error,
			    "%s: its parts lie too far apart, 0x%" PRIx64
			    " bytes from the first to the last one (a Linux kernel was expected)",
			    name, end - start);
	flat->size = end - start;
	flat->data = calloc(1, flat->size);
	if (!flat->data)
		return fail(error, "%s: out of memory", name);
	program_copy_parts(flat->data, start, program->parts, program->count);
	return 0;
}

void program_free(struct program *program)
{
	free(program->parts);
	*program = (struct program){ 0 };
}
