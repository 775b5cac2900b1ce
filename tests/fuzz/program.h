/* SPDX-License-Identifier: GPL-2.0-only */
/* Conditions that a program must meet once it is read from a file, and once it is placed. */
#ifndef TESTS_FUZZ_PROGRAM_H
#define TESTS_FUZZ_PROGRAM_H

#include "kexec/load/loader.h"
#include "kexec/load/place_program.h"

#include "fuzz.h"

static inline void demand_part_inside(const struct program_part *part, const struct blob *file)
{
	demand(part->stored <= part->size);
	if (!part->stored)
		return;
	demand(part->content >= file->data && part->stored <= file->size);
	demand((size_t)(part->content - file->data) <= file->size - part->stored);
}

/* Reads the whole content, so that a sanitizer sees bytes outside the file. */
static inline void demand_readable(const struct segment *segment)
{
	const volatile uint8_t *p = segment->content;
	uint64_t i;

	demand(segment->address % 4096 == 0 && segment->stored <= segment->size);
	for (i = 0; i < segment->stored; i++)
		(void)p[i];
}

static inline void demand_placed(const struct program *program, const struct blob *file)
{
	struct load_request request = { .kernel = "k", .placement.mem_max = UINT64_MAX };
	struct load *load = calloc(1, sizeof(*load));
	struct error error;
	size_t i;

	demand(load != NULL);
	load->request = &request;
	for (i = 0; i < program->count; i++)
		demand_part_inside(&program->parts[i], file);
	demand(!ranges_add(&load->segments.free, (struct range){ 0x1000, 1ull << 40 }));
	if (!program_place(load, program, 0, &error))
		for (i = 0; i < load->segments.count; i++)
			demand_readable(&load->segments.list[i]);
	ranges_free(&load->segments.free);
	load_free_kept(load);
	free(load);
}

#endif
