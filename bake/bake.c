// SPDX-License-Identifier: GPL-2.0-only
/*
 * Layout -> image.  The order of the parts is that of the format: what is
 * sealed and needed first, what changes after baking, and the kernel last, so
 * that the memory that it unpacks into isn't stored.
 */
#include "bake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/arch.h"
#include "kexec/arch/x86/identity_map.h"
#include "util_lib/align.h"
#include "util_lib/command_line.h"
#include "kexec/image/initrd.h"
#include "kexec/load/purgatory_copy.h"
#include "kexec/load/segments.h"

#define MIB (1ull << 20)

/* A log of 1 MiB, the facts, and the archive's own headers. */
#define OOPS_SPACE (MIB + 0x10000)

/* The largest memory map, and the notes of some 500 CPUs. */
#define ELFCOREHDR_SPACE 0x40000

/*
 * What a capture kernel needs beyond its init_size: see doc/baked-image.md,
 * "How large a region".
 */
#define RUN_SPACE   (16 * MIB)
#define REGION_UNIT (8 * MIB)

/* All that a bake works on. */
struct oven {
	const struct bake_request *request;
	bake_report *report;
	struct baked_kernel kernel;
	struct blob initrd;
	const char *command_line;
	struct purgatory purgatory;
	struct segments segments;
	struct linux_parts parts;
	uint8_t *page_tables;
	uint8_t *boot_params;
	uint64_t fixups[KEXEC_BAKE_FIXUPS_MAX];
	uint64_t page_tables_at;
	uint64_t fixups_at;
	uint64_t handoff_at;
	struct kexec_bake_header header;
};

/* What came with the kernel goes first; words that are given replace its own. */
static int read_files(struct oven *oven, struct error *error)
{
	const struct bake_request *request = oven->request;
	struct uki *inside = &oven->kernel.inside;

	if (bake_read_kernel(&oven->kernel, request->kernel, error))
		return -1;
	oven->command_line = request->command_line ? request->command_line :
			     inside->command_line  ? inside->command_line :
						     BAKE_DEFAULT_COMMAND_LINE;
	if (command_line_has(oven->command_line, "elfcorehdr"))
		return fail(
			error,
			"the command line: has elfcorehdr= (none was expected: the image adds its own)");
	oven->initrd = inside->initrd;
	inside->initrd = (struct blob){ 0 };
	return initrd_read(&oven->initrd, request->initrds, request->initrd_count, error);
}

static int place_page_tables(struct oven *oven, struct error *error)
{
	struct segment tables = {
		.name = "page tables",
		.content = oven->page_tables,
		.stored = X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE,
		.size = X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE,
	};

	return segments_place(&oven->segments, tables, PLACE_PAGE, &oven->page_tables_at, error);
}

/* They come before the purgatory, so that it's clear of what they change. */
static int place_fixups(struct oven *oven, struct error *error)
{
	struct segment fixups = {
		.name = "fix-ups",
		.content = oven->fixups,
		.stored = sizeof(oven->fixups),
		.size = sizeof(oven->fixups),
	};

	if (!oven->request->relocatable)
		return 0;
	return segments_place(&oven->segments, fixups, PLACE_PAGE, &oven->fixups_at, error);
}

/* Only the running machine knows its content. */
static int place_handoff(struct oven *oven, struct error *error)
{
	struct segment handoff = {
		.name = "hand-off",
		.size = sizeof(struct kexec_bake_handoff),
	};

	return segments_place(&oven->segments, handoff, PLACE_PAGE, &oven->handoff_at, error);
}

/* The record's room is the initrd's tail, on pages of its own. */
static int place_initrd(struct oven *oven, struct error *error)
{
	struct segment initrd = {
		.name = "initrd",
		.content = oven->initrd.data,
		.stored = oven->initrd.size,
		.size = round_up(oven->initrd.size, KEXEC_BAKE_PAGE) + OOPS_SPACE,
	};

	return segments_place(&oven->segments, initrd, PLACE_PAGE, &oven->parts.initrd, error);
}

static int place_header(struct oven *oven, struct error *error)
{
	struct segment header = {
		.name = "header",
		.content = &oven->header,
		.stored = sizeof(oven->header),
		.size = KEXEC_BAKE_PAGE,
	};
	uint64_t address;

	return segments_place(&oven->segments, header, PLACE_PAGE, &address, error);
}

static int place_all(struct oven *oven, struct error *error)
{
	const struct bake_request *request = oven->request;
	const char *name = request->kernel;
	struct segments *segments = &oven->segments;
	struct range room = { request->address, KEXEC_BAKE_TOP };

	if (ranges_add(&segments->room, room))
		return fail(error, "%s: out of memory", name);
	if (place_header(oven, error) || place_page_tables(oven, error) ||
	    x86_place_params(segments, &oven->kernel.image, name, oven->command_line,
			     KEXEC_BAKE_ADDED_PARAMETER_MAX, oven->boot_params, &oven->parts,
			     error) ||
	    place_fixups(oven, error) || purgatory_place(&oven->purgatory, segments, error) ||
	    place_handoff(oven, error) || place_initrd(oven, error))
		return -1;
	return x86_place_kernel(segments, &oven->kernel.image, name, &oven->parts, error);
}

/*
 * The initrd is unpacked into a tmpfs, which takes no more than half of the
 * memory that is free as the kernel starts.  The 1/16 is for the struct pages.
 */
static uint64_t room_to_run(uint64_t unpacked)
{
	uint64_t twice = RUN_SPACE / 2 + 2 * unpacked + unpacked / 16;
	uint64_t once = RUN_SPACE + unpacked;

	return twice > once ? twice : once;
}

/* What the laid-out image takes, and what the kernel needs to run in. */
static uint64_t needed_size(const struct oven *oven)
{
	uint64_t end = oven->parts.kernel + oven->kernel.image.init_size;

	return round_up(end - oven->request->address + ELFCOREHDR_SPACE +
				room_to_run(initrd_unpacked(&oven->initrd)),
			REGION_UNIT);
}

/* Placed in all that may be had; then it's known how much of it is needed. */
static int choose_size(struct oven *oven, struct error *error)
{
	const struct bake_request *request = oven->request;
	uint64_t least = oven->parts.kernel + oven->kernel.image.init_size - request->address;
	uint64_t size = request->region_size;

	least = round_up(least, KEXEC_BAKE_PAGE) + ELFCOREHDR_SPACE;
	if (!size)
		size = needed_size(oven);
	if (size < least)
		return fail(error,
			    "--bake-size=0x%" PRIx64 ": is too small (at least 0x%" PRIx64
			    " was expected, 0x%" PRIx64 " to have room to run)",
			    size, least, needed_size(oven));
	if (size > KEXEC_BAKE_TOP - request->address)
		return fail(error,
			    "--bake-addr=0x%" PRIx64 ": 0x%" PRIx64
			    " bytes from there reach past 4 GiB, where the image's page tables end",
			    request->address, size);
	oven->header.region_size = size;
	return 0;
}

static struct kexec_bake_extent extent(const struct oven *oven, uint64_t address, uint64_t size)
{
	return (struct kexec_bake_extent){ address - oven->request->address, size };
}

static void describe_parts(struct oven *oven)
{
	struct kexec_bake_header *h = &oven->header;
	const struct purgatory *purgatory = &oven->purgatory;
	uint64_t initrd = oven->parts.initrd;
	uint64_t record = initrd + round_up(oven->initrd.size, KEXEC_BAKE_PAGE);

	h->x86.page_tables =
		extent(oven, oven->page_tables_at, X86_IDENTITY_MAP_PAGES * X86_PAGE_TABLE_SIZE);
	h->x86.boot_params = extent(oven, oven->parts.boot_params, X86_ZERO_PAGE_SIZE);
	h->command_line = extent(oven, oven->parts.command_line,
				 strlen(oven->command_line) + 1 + KEXEC_BAKE_ADDED_PARAMETER_MAX);
	h->purgatory = extent(oven, purgatory->address, purgatory->code_size);
	h->scratch = extent(oven, purgatory->address + purgatory->scratch,
			    purgatory->memory_size - purgatory->scratch);
	h->handoff = extent(oven, oven->handoff_at,
			    round_up(sizeof(struct kexec_bake_handoff), KEXEC_BAKE_PAGE));
	if (oven->initrd.size)
		h->initrd = extent(oven, initrd, oven->initrd.size);
	h->oops = extent(oven, record, oven->parts.kernel - record);
	h->kernel = extent(oven, oven->parts.kernel, oven->kernel.image.kernel_size);
	h->elfcorehdr =
		(struct kexec_bake_extent){ h->region_size - ELFCOREHDR_SPACE, ELFCOREHDR_SPACE };
	h->kernel_memory = oven->kernel.image.init_size;
}

/* The fix-ups are listed from where the other parts are. */
static void describe_places(struct oven *oven)
{
	struct kexec_bake_header *h = &oven->header;
	const struct bzimage *kernel = &oven->kernel.image;
	uint64_t lowest = kernel->preferred < MIB ? MIB : kernel->preferred;

	if (!oven->request->relocatable)
		return;
	h->flags |= KEXEC_BAKE_RELOCATABLE;
	h->alignment = bake_alignment(kernel);
	h->lowest_addr = round_up(lowest, h->alignment);
	h->fixups =
		extent(oven, oven->fixups_at, bake_list_fixups(h, oven->fixups) * sizeof(uint64_t));
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

/* For people only, so one that is too long may end in dots. */
static void describe_version(struct kexec_bake_header *h, const struct bzimage *kernel)
{
	snprintf(h->kernel_version, sizeof(h->kernel_version), "%.*s", (int)kernel->version_size,
		 kernel->version);
	if (kernel->version_size >= sizeof(h->kernel_version))
		strcpy(h->kernel_version + sizeof(h->kernel_version) - 4, "...");
}

static void describe(struct oven *oven)
{
	struct kexec_bake_header *h = &oven->header;
	const struct bzimage *kernel = &oven->kernel.image;

	memcpy(h->magic, KEXEC_BAKE_MAGIC, sizeof(h->magic));
	h->version = KEXEC_BAKE_VERSION;
	h->header_size = sizeof(*h);
	h->arch = KEXEC_BAKE_ARCH;
	h->flags = oven->request->efi ? KEXEC_BAKE_EFI : 0;
	h->load_addr = oven->request->address;
	describe_parts(oven);
	describe_places(oven);
	h->image_size = h->kernel.offset + h->kernel.size;
	h->entry = h->purgatory.offset + PURGATORY_ENTRY;
	h->x86.top_4level = h->x86.page_tables.offset + X86_TOP_4LEVEL * X86_PAGE_TABLE_SIZE;
	if (kernel->xloadflags & X86_XLF_5LEVEL)
		h->x86.top_5level =
			h->x86.page_tables.offset + X86_TOP_5LEVEL * X86_PAGE_TABLE_SIZE;
	describe_version(h, kernel);
	describe_seal(h);
}

static uint64_t address_or_0(const struct kexec_bake_header *h, uint64_t offset)
{
	return offset ? h->load_addr + offset : 0;
}

static struct purgatory_range range_of(const struct kexec_bake_header *h,
				       const struct kexec_bake_extent *e)
{
	return (struct purgatory_range){ h->load_addr + e->offset, e->size };
}

static void instruct_purgatory(struct oven *oven)
{
	const struct kexec_bake_header *h = &oven->header;
	struct purgatory_info info = {
		.entry = oven->parts.kernel + oven->kernel.image.entry_64,
		.x86.boot_params = oven->parts.boot_params,
		.x86.top_4level = h->load_addr + h->x86.top_4level,
		.x86.top_5level = address_or_0(h, h->x86.top_5level),
		.digest = h->load_addr + offsetof(struct kexec_bake_header, digest),
		.handoff = oven->handoff_at,
		.region = { h->load_addr, h->region_size },
		.initrd = range_of(h, &h->initrd),
		.oops = range_of(h, &h->oops),
		.elfcorehdr = range_of(h, &h->elfcorehdr),
		.command_line = range_of(h, &h->command_line),
		.flags = h->flags & KEXEC_BAKE_EFI ? PURGATORY_EFI : 0,
		.sealed_count = KEXEC_BAKE_SEALED_COUNT,
		.header = h->load_addr,
	};
	int i;

	for (i = 0; i < KEXEC_BAKE_SEALED_COUNT; i++)
		info.sealed[i] = range_of(h, &h->sealed[i]);
	arch_fill_purgatory_info(&info, oven->request->arch);
	purgatory_set_info(&oven->purgatory, &info);
}

static void fill_segments(struct oven *oven)
{
	x86_identity_map(oven->page_tables, oven->page_tables_at);
	x86_fill_boot_params(oven->boot_params, &oven->kernel.image, &oven->parts,
			     oven->initrd.size);
	instruct_purgatory(oven);
}

static struct baked_image image_of(const struct oven *oven)
{
	return (struct baked_image){ &oven->header, oven->segments.list, oven->segments.count };
}

static int copy_to(void *position, const void *data, size_t size)
{
	uint8_t **to = position;

	memcpy(*to, data, size);
	*to += size;
	return 0;
}

/* Neither looks at more than the header's page and the head. */
static int check_head(const struct kexec_bake_header *h, const uint8_t *head, uint64_t size)
{
	int bad = kexec_bake_validate(head, h->image_size);

	return bad ? bad : kexec_bake_check_fixups(head, size);
}

static int seal(struct oven *oven, struct error *error)
{
	struct kexec_bake_header *h = &oven->header;
	struct baked_image image = image_of(oven);
	struct kexec_bake_extent head = {
		.size = h->purgatory.offset + h->purgatory.size,
	};
	uint8_t *bytes, *end;
	int bad;

	bake_digests(&image, h->head_digest, h->digest);
	bytes = end = malloc(head.size);
	if (!bytes)
		return fail(error, "%s: out of memory", oven->request->output);
	bake_feed(&image, head, copy_to, &end);
	bad = check_head(h, bytes, head.size);
	free(bytes);
	if (bad)
		return fail(error, "%s: the image came out wrong: %s", oven->request->output,
			    kexec_bake_strerror(bad));
	return 0;
}

static int write_content(struct oven *oven, struct output *output, struct error *error)
{
	struct baked_image image = image_of(oven);

	switch (oven->request->format) {
	case BAKE_ELF:
		return bake_write_object(output, &image, error);
	case BAKE_CPIO:
		return bake_write_cpio(output, &image, error);
	default:
		return bake_write_image(output, &image, error);
	}
}

static int write_output(struct oven *oven, struct error *error)
{
	const struct bake_request *request = oven->request;
	const struct bake_result result = {
		.header = &oven->header,
		.kernel_type = oven->kernel.type,
		.command_line = oven->command_line,
	};
	struct output output;

	if (output_open(&output, request->output, error))
		return -1;
	if (write_content(oven, &output, error) || oven->report(request, &result, error)) {
		output_abandon(&output);
		return -1;
	}
	return output_commit(&output, error);
}

static int prepare(struct oven *oven, struct error *error)
{
	oven->page_tables = calloc(X86_IDENTITY_MAP_PAGES, X86_PAGE_TABLE_SIZE);
	oven->boot_params = calloc(1, X86_ZERO_PAGE_SIZE);
	if (!oven->page_tables || !oven->boot_params)
		return fail(error, "%s: out of memory", oven->request->output);
	return purgatory_open(&oven->purgatory, error);
}

static int run(struct oven *oven, struct error *error)
{
	const struct bake_request *request = oven->request;

	if (bake_check_request(request, error) || prepare(oven, error) || read_files(oven, error) ||
	    bake_check_kernel(request, &oven->kernel.image, error) || place_all(oven, error) ||
	    choose_size(oven, error))
		return -1;
	describe(oven);
	fill_segments(oven);
	if (seal(oven, error))
		return -1;
	return write_output(oven, error);
}

int bake(const struct bake_request *request, bake_report *report, struct error *error)
{
	struct oven oven = { .request = request, .report = report };
	int result = run(&oven, error);

	ranges_free(&oven.segments.room);
	purgatory_close(&oven.purgatory);
	bake_free_kernel(&oven.kernel);
	blob_free(&oven.initrd);
	free(oven.page_tables);
	free(oven.boot_params);
	return result;
}
