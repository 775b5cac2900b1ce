// SPDX-License-Identifier: GPL-2.0-only
#include <inttypes.h>

#include "kexec/arch.h"

#include "load.h"
#include "preserve_context.h"

/* The first page may hold the firmware's data: a PC's interrupt table and BIOS data area. */
#define LOWEST 0x1000

int load_bound_memory(struct load *load, struct error *error)
{
	const struct load_request *request = load->request;
	struct ranges *free_memory = &load->segments.free;
	struct range below = { 0, request->placement.mem_min };
	struct range above = { request->placement.mem_max, UINT64_MAX };

	/* Both kernels need this memory, so it stays free and becomes a segment without content. */
	if (request->flags.preserve_context)
		below.start = arch_exchanged_memory.end;

	/* --mem-max names the last byte that may be used. */
	if (above.start != UINT64_MAX)
		above.start++;
	if (ranges_remove(free_memory, (struct range){ 0, LOWEST }) ||
	    ranges_remove(free_memory, below) || ranges_remove(free_memory, above))
		return fail(error, "%s: out of memory", request->kernel);
	if (!free_memory->count)
		return fail(error,
			    "%s: no memory lies between --mem-min=0x%" PRIx64
			    " and --mem-max=0x%" PRIx64,
			    request->kernel, request->placement.mem_min,
			    request->placement.mem_max);
	return request->flags.preserve_context ? preserve_find_own(load, error) : 0;
}

int load_stay_below_4gib(struct load *load, struct error *error)
{
	struct range above = { 1ull << 32, UINT64_MAX };

	if (ranges_remove(&load->segments.free, above))
		return fail(error, "%s: out of memory", load->request->kernel);
	return 0;
}
