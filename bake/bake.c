// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bakes an image from a request.  The parts lie in the order of the format: first the sealed parts
 * that are needed first, then the parts that change after baking, and last the kernel, so that the
 * memory into which it decompresses itself is not stored.
 */
#include "bake.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/purgatory_info.h"
#include "kexec/arch.h"
#include "kexec/image/initrd.h"
#include "kexec/load/purgatory_copy.h"
#include "kexec/load/segments.h"
#include "util_lib/align.h"
#include "util_lib/command_line.h"
#include "util_lib/saveoops_parameters.h"

#include "bake_arch.h"
#include "archive.h"
#include "bake_request.h"
#include "capture_kernel.h"
#include "image.h"
#include "object.h"

#define MIB (1ull << 20)

/* A log of 1 MiB, the facts, and the archive's own headers. */
#define OOPS_SPACE (MIB + 0x10000)

/* The largest memory map, and the notes of some 500 CPUs. */
#define ELFCOREHDR_SPACE 0x40000

/*
 * Memory that a capture kernel needs in addition to its memory_size: doc/baked-image.md, "How
 * large a region".
 */
#define RUN_SPACE   (16 * MIB)
#define REGION_UNIT (8 * MIB)

/**
 * struct bake_job - an image that is being baked
 * @request: request for the image
 * @report: called after everything is written
 * @kernel: the capture kernel
 * @initrd: all initrds, joined
 * @command_line: command line of the capture kernel
 * @purgatory: copy of the purgatory
 * @segments: the parts, placed
 * @layout: addresses of the parts
 * @fixups: content of the fix-ups
 * @header: content of the header
 */
struct bake_job {
	const struct bake_request *request;
	bake_report *report;
	struct capture_kernel kernel;
	struct blob initrd;
	const char *command_line;
	struct purgatory purgatory;
	struct segments segments;
	struct bake_layout layout;
	uint64_t fixups[KEXEC_BAKE_FIXUPS_MAX];
	struct kexec_bake_header header;
};

/*
 * The initrd in the kernel file comes first; the user's command line replaces the one in the file.
 */
static int read_files(struct bake_job *job, struct error *error)
{
	const struct bake_request *request = job->request;
	struct uki *inside = &job->kernel.inside;

	if (capture_kernel_read(&job->kernel, request->kernel, error))
		return -1;
	job->command_line = request->command_line ? request->command_line :
			    inside->command_line  ? inside->command_line :
						    BAKE_DEFAULT_COMMAND_LINE;
	if (command_line_has(job->command_line, "elfcorehdr"))
		return fail(
			error,
			"the command line: has elfcorehdr= (none was expected: the image adds its own)");
	if (saveoops_parameters_check(job->command_line, error))
		return -1;
	job->initrd = inside->initrd;
	inside->initrd = (struct blob){ 0 };
	return initrd_read(&job->initrd, request->initrds, request->initrd_count, error);
}

/* The fix-ups come before the purgatory, so that none of them can change its code. */
static int place_fixups(struct bake_job *job, struct error *error)
{
	struct segment fixups = {
		.name = "fix-ups",
		.content = job->fixups,
		.stored = sizeof(job->fixups),
		.size = sizeof(job->fixups),
	};

	if (!job->request->relocatable)
		return 0;
	return segments_place(&job->segments, fixups, PLACE_PAGE, &job->layout.fixups, error);
}

/* Only the running machine knows the content of the hand-off block. */
static int place_handoff(struct bake_job *job, struct error *error)
{
	struct segment handoff = {
		.name = "hand-off",
		.size = sizeof(struct kexec_bake_handoff),
	};

	return segments_place(&job->segments, handoff, PLACE_PAGE, &job->layout.handoff, error);
}

/* The segment ends with the space for the oops archive, which has pages of its own. */
static int place_initrd(struct bake_job *job, struct error *error)
{
	struct segment initrd = {
		.name = "initrd",
		.content = job->initrd.data,
		.stored = job->initrd.size,
		.size = round_up(job->initrd.size, KEXEC_BAKE_PAGE) + OOPS_SPACE,
	};

	return segments_place(&job->segments, initrd, PLACE_PAGE, &job->layout.initrd, error);
}

static int place_image_header(struct bake_job *job, struct error *error)
{
	struct segment header = {
		.name = "header",
		.content = &job->header,
		.stored = sizeof(job->header),
		.size = KEXEC_BAKE_PAGE,
	};
	uint64_t address;

	return segments_place(&job->segments, header, PLACE_PAGE, &address, error);
}

static int place_parts(struct bake_job *job, struct error *error)
{
	const struct bake_request *request = job->request;
	const char *name = request->kernel;
	struct segments *segments = &job->segments;
	/* choose_size() checks where the region ends, once its size is known. */
	struct range space = { request->address, UINT64_MAX };

	if (ranges_add(&segments->free, space))
		return fail(error, "%s: out of memory", name);
	if (place_image_header(job, error) ||
	    bake_arch_place_parts(&job->kernel, name, job->command_line, segments, &job->layout,
				  error) ||
	    place_fixups(job, error) || purgatory_place(&job->purgatory, segments, error) ||
	    place_handoff(job, error) || place_initrd(job, error))
		return -1;
	return bake_arch_place_kernel(&job->kernel, name, segments, &job->layout, error);
}

/*
 * The kernel unpacks the initrd into a tmpfs, which holds at most half of the memory that is
 * free when the kernel starts.  The 1/16 is for the struct pages.
 */
static uint64_t run_space(uint64_t unpacked)
{
	uint64_t twice = RUN_SPACE / 2 + 2 * unpacked + unpacked / 16;
	uint64_t once = RUN_SPACE + unpacked;

	return twice > once ? twice : once;
}

/* Size of a region for the laid-out image, with memory for the kernel to run in. */
static uint64_t needed_size(const struct bake_job *job)
{
	uint64_t end = job->layout.kernel + job->kernel.memory_size;

	return round_up(end - job->request->address + ELFCOREHDR_SPACE +
				run_space(initrd_unpacked(&job->initrd)),
			REGION_UNIT);
}

/* The parts are placed by now, so the size that they need is known. */
static int choose_size(struct bake_job *job, struct error *error)
{
	const struct bake_request *request = job->request;
	uint64_t least = job->layout.kernel + job->kernel.memory_size - request->address;
	uint64_t size = request->region_size;

	least = round_up(least, KEXEC_BAKE_PAGE) + ELFCOREHDR_SPACE;
	if (!size)
		size = needed_size(job);
	if (size < least)
		return fail(error,
			    "--bake-size=0x%" PRIx64 ": is too small (at least 0x%" PRIx64
			    " was expected, 0x%" PRIx64 " with memory to run in)",
			    size, least, needed_size(job));
	if (bake_arch_check_region(request->address, size, error))
		return -1;
	job->header.region_size = size;
	return 0;
}

static struct kexec_bake_extent extent_at(const struct bake_job *job, uint64_t address,
					  uint64_t size)
{
	return (struct kexec_bake_extent){ address - job->request->address, size };
}

static void describe_parts(struct bake_job *job)
{
	struct kexec_bake_header *h = &job->header;
	const struct purgatory *purgatory = &job->purgatory;
	uint64_t initrd = job->layout.initrd;
	uint64_t oops = initrd + round_up(job->initrd.size, KEXEC_BAKE_PAGE);

	h->command_line = extent_at(job, job->layout.command_line,
				    strlen(job->command_line) + 1 + KEXEC_BAKE_ADDED_PARAMETER_MAX);
	h->purgatory = extent_at(job, purgatory->address, purgatory->code_size);
	h->scratch = extent_at(job, purgatory->address + purgatory->scratch,
			       purgatory->memory_size - purgatory->scratch);
	h->handoff = extent_at(job, job->layout.handoff,
			       round_up(sizeof(struct kexec_bake_handoff), KEXEC_BAKE_PAGE));
	if (job->initrd.size)
		h->initrd = extent_at(job, initrd, job->initrd.size);
	h->oops = extent_at(job, oops, job->layout.kernel - oops);
	h->kernel = extent_at(job, job->layout.kernel, job->kernel.size);
	h->elfcorehdr =
		(struct kexec_bake_extent){ h->region_size - ELFCOREHDR_SPACE, ELFCOREHDR_SPACE };
	h->kernel_memory = job->kernel.memory_size;
}

/* The fix-ups depend on the offsets of the other parts. */
static void describe_places(struct bake_job *job)
{
	struct kexec_bake_header *h = &job->header;
	const struct capture_kernel *kernel = &job->kernel;
	uint64_t lowest = kernel->preferred < MIB ? MIB : kernel->preferred;

	if (!job->request->relocatable)
		return;
	h->flags |= KEXEC_BAKE_RELOCATABLE;
	h->alignment = kernel->alignment;
	h->lowest_addr = round_up(lowest, h->alignment);
	h->fixups = extent_at(job, job->layout.fixups,
			      bake_arch_list_fixups(h, job->fixups) * sizeof(uint64_t));
}

static void describe_seal(struct kexec_bake_header *h)
{
	uint64_t head_end = h->purgatory.offset + h->purgatory.size;

	h->sealed[KEXEC_BAKE_SEALED_HEADER].size = offsetof(struct kexec_bake_header, head_digest);
	h->sealed[KEXEC_BAKE_SEALED_HEAD].offset = KEXEC_BAKE_PAGE;
	h->sealed[KEXEC_BAKE_SEALED_HEAD].size = head_end - KEXEC_BAKE_PAGE;
	h->sealed[KEXEC_BAKE_SEALED_INITRD] = h->initrd;
	h->sealed[KEXEC_BAKE_SEALED_KERNEL] = h->kernel;
}

/* The version is for display only, so a long one is truncated and ends in dots. */
static void describe_version(struct kexec_bake_header *h, const struct capture_kernel *kernel)
{
	snprintf(h->kernel_version, sizeof(h->kernel_version), "%.*s", (int)kernel->version_size,
		 kernel->version);
	if (kernel->version_size >= sizeof(h->kernel_version))
		strcpy(h->kernel_version + sizeof(h->kernel_version) - 4, "...");
}

static void describe_image(struct bake_job *job)
{
	struct kexec_bake_header *h = &job->header;

	memcpy(h->magic, KEXEC_BAKE_MAGIC, sizeof(h->magic));
	h->version = KEXEC_BAKE_VERSION;
	h->header_size = sizeof(*h);
	h->arch = KEXEC_BAKE_ARCH;
	h->flags = job->request->efi ? KEXEC_BAKE_EFI : 0;
	h->load_addr = job->request->address;
	bake_arch_describe(&job->kernel, h);
	describe_parts(job);
	describe_places(job);
	h->image_size = h->kernel.offset + h->kernel.size;
	h->entry = h->purgatory.offset + PURGATORY_ENTRY;
	describe_version(h, &job->kernel);
	describe_seal(h);
}

static struct purgatory_range range_of_extent(const struct kexec_bake_header *h,
					      const struct kexec_bake_extent *e)
{
	return (struct purgatory_range){ h->load_addr + e->offset, e->size };
}

static void fill_parts(struct bake_job *job)
{
	const struct kexec_bake_header *h = &job->header;
	struct purgatory_info info = {
		.digest = h->load_addr + offsetof(struct kexec_bake_header, digest),
		.handoff = job->layout.handoff,
		.region = { h->load_addr, h->region_size },
		.initrd = range_of_extent(h, &h->initrd),
		.oops = range_of_extent(h, &h->oops),
		.elfcorehdr = range_of_extent(h, &h->elfcorehdr),
		.command_line = range_of_extent(h, &h->command_line),
		.flags = h->flags & KEXEC_BAKE_EFI ? PURGATORY_EFI : 0,
		.sealed_count = KEXEC_BAKE_SEALED_COUNT,
		.header = h->load_addr,
	};
	int i;

	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		info.sealed[i] = range_of_extent(h, &h->sealed[i]);
	arch_fill_purgatory_info(&info, job->request->arch);
	bake_arch_fill_parts(&job->kernel, h, &job->layout, &info);
	purgatory_set_info(&job->purgatory, &info);
}

static struct baked_image image_of_job(const struct bake_job *job)
{
	return (struct baked_image){ &job->header, job->segments.list, job->segments.count };
}

static int copy_piece(void *position, const void *data, size_t size)
{
	uint8_t **to = position;

	memcpy(*to, data, size);
	*to += size;
	return 0;
}

/* Both checks read only the header's page and the head. */
static int check_sealed_head(const struct kexec_bake_header *h, const uint8_t *head, uint64_t size)
{
	int bad = kexec_bake_validate(head, h->image_size);

	return bad ? bad : kexec_bake_check_fixups(head, size);
}

static int seal_image(struct bake_job *job, struct error *error)
{
	struct kexec_bake_header *h = &job->header;
	struct baked_image image = image_of_job(job);
	struct kexec_bake_extent head = {
		.size = h->purgatory.offset + h->purgatory.size,
	};
	uint8_t *bytes, *end;
	int bad;

	bake_digests(&image, h->head_digest, h->digest);
	bytes = end = malloc(head.size);
	if (!bytes)
		return fail(error, "%s: out of memory", job->request->output);
	bake_feed(&image, head, copy_piece, &end);
	bad = check_sealed_head(h, bytes, head.size);
	free(bytes);
	if (bad)
		return fail(error, "%s: the baked image is not valid: %s", job->request->output,
			    kexec_bake_strerror(bad));
	return 0;
}

static int write_content(struct bake_job *job, struct output *output, struct error *error)
{
	struct baked_image image = image_of_job(job);

	switch (job->request->format) {
	case BAKE_ELF:
		return bake_write_object(output, &image, error);
	case BAKE_CPIO:
		return bake_write_archive(output, &image, error);
	default:
		return bake_write_image(output, &image, error);
	}
}

static int write_output(struct bake_job *job, struct error *error)
{
	const struct bake_request *request = job->request;
	const struct bake_result result = {
		.header = &job->header,
		.kernel_type = job->kernel.type,
		.command_line = job->command_line,
	};
	struct output output;

	if (output_open(&output, request->output, error))
		return -1;
	if (write_content(job, &output, error) || job->report(request, &result, error)) {
		output_abandon(&output);
		return -1;
	}
	return output_commit(&output, error);
}

static int run_job(struct bake_job *job, struct error *error)
{
	const struct bake_request *request = job->request;

	if (bake_check_request(request, error) || purgatory_open(&job->purgatory, error) ||
	    read_files(job, error) || bake_check_kernel(request, &job->kernel, error) ||
	    place_parts(job, error) || choose_size(job, error))
		return -1;
	describe_image(job);
	fill_parts(job);
	if (seal_image(job, error))
		return -1;
	return write_output(job, error);
}

int bake(const struct bake_request *request, bake_report *report, struct error *error)
{
	struct bake_job job = { .request = request, .report = report };
	int result = run_job(&job, error);

	ranges_free(&job.segments.free);
	purgatory_close(&job.purgatory);
	capture_kernel_free(&job.kernel);
	blob_free(&job.initrd);
	return result;
}
