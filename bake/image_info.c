// SPDX-License-Identifier: GPL-2.0-only
/* --bake-info of a file: the header as a table and the region as a map, or both as JSON. */
#include "bake.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "include/kexec_bake.h"
#include "util_lib/align.h"
#include "util_lib/print.h"

#include "bake_arch.h"
#include "find_image.h"
#include "running_image.h"

/* The header, the parts of the architecture, and nine others. */
#define PARTS_MAX (BAKE_ARCH_PARTS_MAX + 10)

/* Lists the parts in the order in which they lie. */
static size_t list_parts(const struct kexec_bake_header *h, struct bake_part parts[PARTS_MAX])
{
	const struct bake_part header = { "header", { 0, KEXEC_BAKE_PAGE }, true };
	const struct bake_part others[] = {
		{ "command line", h->command_line, true }, { "fix-ups", h->fixups, true },
		{ "purgatory", h->purgatory, true },       { "scratch", h->scratch, false },
		{ "hand-off", h->handoff, false },         { "initrd", h->initrd, true },
		{ "oops archive", h->oops, false },        { "kernel", h->kernel, true },
		{ "elfcorehdr", h->elfcorehdr, false },
	};
	size_t i, n;

	parts[0] = header;
	n = 1 + bake_arch_list_parts(h, parts + 1);
	for (i = 0; i < ARRAY_SIZE(others); i++)
		if (others[i].extent.size)
			parts[n++] = others[i];
	return n;
}

static void print_digest(const uint8_t *digest)
{
	int i;

	for (i = 0; i < 32; i++)
		printf("%02x", digest[i]);
}

static const char *command_line(const struct found_image *found)
{
	return (const char *)found->image + found->header.command_line.offset;
}

static void print_places(const struct kexec_bake_header *h)
{
	if (!(h->flags & KEXEC_BAKE_RELOCATABLE)) {
		printf("relocatable   no\n");
		return;
	}
	printf("relocatable   yes, from 0x%08" PRIx64 " on in steps of 0x%" PRIx64 "\n",
	       h->lowest_addr, h->alignment);
	if (h->placed_at)
		printf("placed at     0x%08" PRIx64 "\n", h->placed_at);
}

static void print_image_table(const struct found_image *found)
{
	const struct kexec_bake_header *h = &found->header;

	printf("format        %s, version %u, %s\n", found->container, h->version,
	       KEXEC_BAKE_ARCH_NAME);
	print_text("kernel        Linux ", h->kernel_version);
	print_text("command line  ", command_line(found));
	printf("region        0x%08" PRIx64 "-0x%08" PRIx64 ", ", h->load_addr,
	       h->load_addr + h->region_size - 1);
	print_size(h->region_size);
	printf("\nimage         ");
	print_size(h->image_size);
	printf("\nentry         0x%08" PRIx64 "\n", h->load_addr + h->entry);
	bake_arch_print_table(h);
	printf("EFI           %s\n", h->flags & KEXEC_BAKE_EFI ? "yes" : "no");
	print_places(h);
	printf("fix-ups       %" PRIu64 "\n", h->fixups.size / 8);
	printf("digest        ");
	print_digest(h->digest);
	printf("\n");
}

static void draw_line(uint64_t address, const char *mark, const char *name, uint64_t size)
{
	printf("  0x%08" PRIx64 " %s %-13s ", address, mark, name);
	print_size(size);
	printf("\n");
}

static void draw_part(const struct kexec_bake_header *h, const struct bake_part *part)
{
	draw_line(h->load_addr + part->extent.offset, part->sealed ? "#" : ":", part->name,
		  part->extent.size);
}

/* Draws the lowest address first; '#' is sealed, ':' changes after baking. */
static void draw_map(const struct kexec_bake_header *h)
{
	struct bake_part parts[PARTS_MAX];
	size_t i, n = list_parts(h, parts);
	uint64_t end;

	printf("\nmemory map    (# sealed by the digest, : written later, . free)\n");
	/* All parts but the last are stored. */
	for (i = 0; i < n - 1; i++)
		draw_part(h, &parts[i]);
	end = h->kernel.offset + h->kernel_memory;
	draw_line(h->load_addr + h->image_size, ".", "to unpack", end - h->image_size);
	draw_line(h->load_addr + end, ".", "to run in", h->elfcorehdr.offset - end);
	draw_part(h, &parts[n - 1]);
	printf("  0x%08" PRIx64 "   end\n", h->load_addr + h->region_size);
}

static void print_json_parts(const struct kexec_bake_header *h)
{
	struct bake_part parts[PARTS_MAX];
	size_t i, n = list_parts(h, parts);

	for (i = 0; i < n; i++)
		printf("%s\n    { \"name\": \"%s\", \"offset\": %" PRIu64 ", \"size\": %" PRIu64
		       ", \"sealed\": %s }",
		       i ? "," : "", parts[i].name, parts[i].extent.offset, parts[i].extent.size,
		       parts[i].sealed ? "true" : "false");
}

static void print_image_json(const struct found_image *found)
{
	const struct kexec_bake_header *h = &found->header;

	printf("{\n  \"container\": \"%s\",\n  \"version\": %u,\n  \"arch\": \"%s\",\n",
	       found->container, h->version, KEXEC_BAKE_ARCH_NAME);
	printf("  \"kernel_version\": ");
	print_json_string(h->kernel_version);
	printf(",\n  \"command_line\": ");
	print_json_string(command_line(found));
	printf(",\n  \"load_addr\": %" PRIu64 ",\n  \"region_size\": %" PRIu64
	       ",\n  \"image_size\": %" PRIu64 ",\n",
	       h->load_addr, h->region_size, h->image_size);
	printf("  \"entry\": %" PRIu64 ",\n  \"kernel_memory\": %" PRIu64 ",\n", h->entry,
	       h->kernel_memory);
	bake_arch_print_json(h);
	printf("  \"fixups\": %" PRIu64 ",\n", h->fixups.size / 8);
	printf("  \"efi\": %s,\n", h->flags & KEXEC_BAKE_EFI ? "true" : "false");
	printf("  \"relocatable\": %s,\n  \"alignment\": %" PRIu64 ",\n  \"lowest_addr\": %" PRIu64
	       ",\n  \"placed_at\": %" PRIu64 ",\n",
	       h->flags & KEXEC_BAKE_RELOCATABLE ? "true" : "false", h->alignment, h->lowest_addr,
	       h->placed_at);
	printf("  \"head_digest\": \"");
	print_digest(h->head_digest);
	printf("\",\n  \"digest\": \"");
	print_digest(h->digest);
	printf("\",\n  \"parts\": [");
	print_json_parts(h);
	printf("\n  ]\n}\n");
}

static int print_file_info(const char *path, bool json, struct error *error)
{
	struct found_image found;

	if (found_image_open(&found, path, error))
		return -1;
	if (found_image_check_command_line(&found, path, error)) {
		found_image_close(&found);
		return -1;
	}
	if (json) {
		print_image_json(&found);
	} else {
		print_image_table(&found);
		draw_map(&found.header);
	}
	found_image_close(&found);
	return 0;
}

int bake_info(const char *path, bool json, struct error *error)
{
	struct stat st;

	if (!strcmp(path, BAKE_RUNNING) || (!stat(path, &st) && S_ISDIR(st.st_mode)))
		return bake_running_info(path, json, error);
	return print_file_info(path, json, error);
}
