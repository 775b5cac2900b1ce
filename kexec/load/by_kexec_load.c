// SPDX-License-Identifier: GPL-2.0-only
/* Loading by kexec_load(2): every segment is placed here, and the purgatory is entered first. */
#include "load_kernel.h"

#include <inttypes.h>
#include <stddef.h>

#include "util_lib/align.h"
#include "util_lib/sha256.h"
#include "kexec/arch.h"
#include "crash_kernel.h"
#include "dry_run.h"
#include "preserve_context.h"
#include "refusal.h"
#include "kexec/machine/system.h"

static int find_free_memory(struct load *load, struct error *error)
{
	struct machine *machine = &load->machine;

	if (load->request->panic)
		return crash_find_free(load, error);
	if (memory_map_select(&machine->map, MEMORY_RAM, &load->segments.free))
		return fail(error, "%s: out of memory", load->request->kernel);
	if (!load->segments.free.count)
		return fail(error, "%s: shows no RAM", machine->map_source);
	return 0;
}

static void complete_purgatory_info(struct load *load)
{
	const struct load_request *request = load->request;
	struct purgatory_info *info = &load->purgatory_info;

	if (request->flags.preserve_context || request->flags.jump_back)
		info->flags |= PURGATORY_RETURNS;
	arch_fill_purgatory_info(info, request->arch);
}

/*
 * The digest covers neither the purgatory, which holds it, nor unsealed segments, which may change.
 */
static bool is_sealed(const struct load *load, const struct segment *segment)
{
	return segment->address != load->purgatory.address && !segment->unsealed && segment->stored;
}

static int seal_segments(struct load *load, struct error *error)
{
	struct purgatory_info *info = &load->purgatory_info;
	const struct segment *s = load->segments.list;
	struct sha256 sha;
	size_t i;

	sha256_start(&sha);
	for (i = 0; i < load->segments.count; i++, s++) {
		if (!is_sealed(load, s))
			continue;
		if (info->sealed_count == PURGATORY_MAX_SEALED)
			return fail(error, "%s: no more than %d segments can be checked",
				    load->request->kernel, PURGATORY_MAX_SEALED);
		info->sealed[info->sealed_count++] =
			(struct purgatory_range){ s->address, s->stored };
		sha256_add(&sha, s->content, s->stored);
	}
	sha256_end(&sha, info->own_digest);
	info->digest = load->purgatory.address + offsetof(struct purgatory_info, own_digest);
	return 0;
}

static uint64_t kexec_load_flags(const struct load_request *request)
{
	uint64_t flags = arch_kexec_flag;

	if (request->panic)
		flags |= KEXEC_ON_CRASH;
	if (request->flags.preserve_context || request->flags.jump_back)
		flags |= KEXEC_PRESERVE_CONTEXT;
	if (request->flags.update_elfcorehdr)
		flags |= KEXEC_UPDATE_ELFCOREHDR;
	return flags;
}

static int call_kexec_load(struct load *load, uint64_t entry, struct error *error)
{
	struct kexec_segment segments[SEGMENTS_MAX];
	const struct segment *s = load->segments.list;
	size_t i;

	for (i = 0; i < load->segments.count; i++, s++)
		segments[i] = (struct kexec_segment){
			.buf = s->content,
			.bufsz = s->stored,
			.mem = (void *)(uintptr_t)s->address,
			.memsz = round_up(s->size, PAGE_4K),
		};
	if (system_kexec_load(entry, load->segments.count, segments,
			      kexec_load_flags(load->request)))
		return refusal_of_load("kexec_load", load->request, error);
	return 0;
}

static int prepare_placing(struct load *load, struct error *error)
{
	if (machine_read(&load->machine, error) || find_free_memory(load, error) ||
	    load_bound_memory(load, error))
		return -1;
	return purgatory_open(&load->purgatory, error);
}

static int place_all_segments(struct load *load, const struct loader *loader, struct error *error)
{
	if (prepare_placing(load, error))
		return -1;
	if (load->request->panic && crash_place(load, error))
		return -1;
	if (loader->load(load, error))
		return -1;
	if (!load->request->flags.preserve_context)
		return 0;
	if (preserve_check_jump_back(load, loader->name, error))
		return -1;
	return preserve_place_rest(load, error);
}

static int check_entry_address(const struct load *load, uint64_t entry, struct error *error)
{
	const struct segment *s = load->segments.list;
	size_t i;

	if (load->request->entry && arch_purgatory_changes_mode(&load->purgatory_info))
		return fail(
			error,
			"%s: --entry: leaves out the purgatory, which would change the CPU's mode for it (a kernel that is entered in 64-bit mode was expected)",
			load->request->kernel);
	for (i = 0; i < load->segments.count; i++, s++)
		if (entry - s->address < s->size)
			return 0;
	return fail(error,
		    "--entry=0x%" PRIx64
		    ": lies in none of the segments, which --dry-run without it shows",
		    entry);
}

/* A loader places no purgatory for a kernel that takes no arguments. */
static int finish_purgatory(struct load *load, struct error *error)
{
	if (!load->purgatory.address)
		return 0;
	complete_purgatory_info(load);
	if (!load->request->no_checks && seal_segments(load, error))
		return -1;
	purgatory_set_info(&load->purgatory, &load->purgatory_info);
	return 0;
}

static uint64_t entry_address(const struct load *load)
{
	if (!load->purgatory.address)
		return load->purgatory_info.entry;
	return load->purgatory.address + PURGATORY_ENTRY;
}

int load_by_kexec_load(struct load *load, const struct loader *loader, struct error *error)
{
	const struct load_request *request = load->request;
	uint64_t entry;

	if (request->only_kexec_file_load)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"%s: kexec_load takes no --%s (kexec_file_load, by -s, was expected)",
			request->kernel, request->only_kexec_file_load);
	if (place_all_segments(load, loader, error) || finish_purgatory(load, error))
		return -1;
	entry = request->entry ? request->entry : entry_address(load);
	if ((request->entry || !load->purgatory.address) &&
	    (arch_check_without_purgatory(request, error) ||
	     check_entry_address(load, entry, error)))
		return -1;
	if (request->report.debug)
		debug_segments(load);
	if (request->report.dry_run)
		return dry_run_segments(load, loader, entry, error);
	return call_kexec_load(load, entry, error);
}

int load_jump_back_segments(struct load *load, struct error *error)
{
	if (prepare_placing(load, error) || arch_place_jump_back(load, error) ||
	    finish_purgatory(load, error))
		return -1;
	if (load->request->report.debug)
		debug_segments(load);
	return call_kexec_load(load, entry_address(load), error);
}
