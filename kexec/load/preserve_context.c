// SPDX-License-Identifier: GPL-2.0-only
#include "preserve_context.h"

#include <inttypes.h>
#include <stddef.h>

#include "kexec/arch.h"
#include "util_lib/align.h"

#include "load.h"

int preserve_check(const struct load_request *request, struct error *error)
{
	if (!request->flags.preserve_context)
		return 0;
	if (request->panic)
		return fail(
			error,
			"--load-preserve-context: cannot go with --load-panic: a panicked kernel cannot be resumed");
	if (request->placement.mem_max == UINT64_MAX)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--load-preserve-context: no end of the memory that the next kernel may use (--mem-max=ADDR was expected)");
	return 0;
}

static int fail_preserve_memory(const struct load *load, struct error *error)
{
	return fail(error, "%s: out of memory", load->request->kernel);
}

static int copy_ranges(struct ranges *to, const struct ranges *from)
{
	size_t i;

	ranges_free(to);
	for (i = 0; i < from->count; i++)
		if (ranges_add(to, from->list[i]))
			return -1;
	return 0;
}

int preserve_find_own(struct load *load, struct error *error)
{
	struct ranges *free_memory = &load->segments.free;
	struct range pages;
	size_t i;

	for (i = 0; i < free_memory->count; i++) {
		if (align_up(free_memory->list[i].start, PAGE_4K, &pages.start))
			continue;
		pages.end = free_memory->list[i].end & ~(uint64_t)(PAGE_4K - 1);
		if (ranges_add(&load->own, pages))
			return fail_preserve_memory(load, error);
	}
	return copy_ranges(free_memory, &load->own) ? fail_preserve_memory(load, error) : 0;
}

/* Loaders need not place all of the memory that is the next kernel's own. */
static int find_unplaced_memory(struct load *load, struct error *error)
{
	struct segments *segments = &load->segments;
	const struct segment *s = segments->list;
	uint64_t pages;
	size_t i;

	if (copy_ranges(&segments->free, &load->own))
		return fail_preserve_memory(load, error);
	for (i = 0; i < segments->count; i++, s++) {
		pages = round_up(s->size, PAGE_4K);
		if (ranges_remove(&segments->free,
				  (struct range){ s->address, s->address + pages }))
			return fail_preserve_memory(load, error);
	}
	return 0;
}

int preserve_place_rest(struct load *load, struct error *error)
{
	struct segment rest = { .name = "rest" };
	struct range range;

	if (find_unplaced_memory(load, error))
		return -1;
	while (load->segments.free.count) {
		range = load->segments.free.list[0];
		rest.size = range.end - range.start;
		if (segments_place(&load->segments, rest, (struct placement){ PAGE_4K, range },
				   NULL, error))
			return -1;
	}
	return 0;
}

int preserve_check_jump_back(const struct load *load, const char *type, struct error *error)
{
	const struct purgatory_info *info = &load->purgatory_info;

	/*
	 * Without a purgatory the running kernel calls the program at its entry, so --entry is
	 * allowed.
	 */
	if (load->request->entry && load->purgatory.address)
		return fail(
			error,
			"%s: --load-preserve-context: cannot go with --entry, which bypasses the purgatory and with it the jump back (a program of type elf-x86_64, with --args-none, was expected)",
			load->request->kernel);
	if (info->jump_back || !arch_purgatory_changes_mode(info))
		return 0;
	return fail(
		error,
		"%s: --load-preserve-context: is of type %s, and cannot be told how to jump back (a Linux kernel, or one of 64 bits, was expected)",
		load->request->kernel, type);
}
