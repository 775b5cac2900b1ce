// SPDX-License-Identifier: GPL-2.0-only
#include "dry_run.h"

#include <inttypes.h>
#include <stdio.h>

#include "util_lib/print.h"
#include "util_lib/report.h"

static int compare_segments(const struct segment *a, const struct segment *b)
{
	return a->address < b->address ? -1 : a->address > b->address;
}

/* Return: the lowest segment above @previous.  Segments are few, so a linear search is enough. */
static const struct segment *next_segment(const struct segments *segments,
					  const struct segment *previous)
{
	const struct segment *s = segments->list, *best = NULL;
	size_t i;

	for (i = 0; i < segments->count; i++, s++)
		if ((!previous || compare_segments(s, previous) > 0) &&
		    (!best || compare_segments(s, best) < 0))
			best = s;
	return best;
}

static void print_segment_lines(const struct segments *segments)
{
	const struct segment *s = NULL;

	while ((s = next_segment(segments, s))) {
		printf("segment       0x%08" PRIx64 "-0x%08" PRIx64 " %s, ", s->address,
		       s->address + s->size - 1, s->name);
		print_size(s->stored);
		printf("\n");
	}
}

static void print_segments_json(const struct segments *segments)
{
	const struct segment *s = NULL;

	printf("  \"segments\": [");
	while ((s = next_segment(segments, s)))
		printf("%s\n    { \"name\": \"%s\", \"address\": %" PRIu64 ", \"size\": %" PRIu64
		       ", \"stored\": %" PRIu64 " }",
		       s == next_segment(segments, NULL) ? "" : ",", s->name, s->address, s->size,
		       s->stored);
	printf("\n  ],\n");
}

static void print_command_line(const struct load *load)
{
	if (!load->request->report.json) {
		print_text("command line  ", load->command_line);
		return;
	}
	printf("  \"command_line\": ");
	print_json_string(load->command_line);
	printf("\n}\n");
}

/* kexec_file_load(2) reads the initrd itself, so the initrd is not among the segments. */
static void print_initrd_size(const struct load *load)
{
	uint64_t size = load->initrd.size;

	if (load->request->report.json) {
		printf("  \"initrd\": %" PRIu64 ",\n", size);
	} else if (size) {
		printf("initrd        ");
		print_size(size);
		printf("\n");
	}
}

static void print_kernel_and_call(const struct load *load, const char *call)
{
	const char *kernel = load->request->kernel;

	if (!load->request->report.json) {
		print_text("kernel        ", kernel);
		printf("system call   %s\n", call);
		return;
	}
	printf("{\n  \"kernel\": ");
	print_json_string(kernel);
	printf(",\n  \"system_call\": \"%s\",\n  \"panic\": %s,\n", call,
	       load->request->panic ? "true" : "false");
}

int dry_run_segments(const struct load *load, const struct loader *loader, uint64_t entry,
		     struct error *error)
{
	print_kernel_and_call(load, "kexec_load");
	if (load->request->report.json) {
		printf("  \"kernel_type\": \"%s\",\n  \"entry\": %" PRIu64 ",\n", loader->name,
		       entry);
		print_segments_json(&load->segments);
	} else {
		printf("kernel type   %s\nentry         0x%08" PRIx64 "\n", loader->name, entry);
		print_segment_lines(&load->segments);
	}
	print_command_line(load);
	return report_flush(error);
}

int dry_run_file(const struct load *load, uint64_t flags, struct error *error)
{
	print_kernel_and_call(load, "kexec_file_load");
	printf(load->request->report.json ? "  \"flags\": %" PRIu64 ",\n" :
					    "flags         0x%" PRIx64 "\n",
	       flags);
	print_initrd_size(load);
	print_command_line(load);
	return report_flush(error);
}

void debug_segments(const struct load *load)
{
	const struct memory_map *map = &load->machine.map;
	const struct segment *s = NULL;
	size_t i;

	fprintf(stderr, "kexec: memory map, from %s:\n", load->machine.map_source);
	for (i = 0; i < map->count; i++)
		fprintf(stderr, "kexec:   0x%016" PRIx64 "-0x%016" PRIx64 " type %u\n",
			map->list[i].start, map->list[i].end - 1, map->list[i].type);
	fprintf(stderr, "kexec: segments:\n");
	while ((s = next_segment(&load->segments, s)))
		fprintf(stderr,
			"kexec:   0x%016" PRIx64 "-0x%016" PRIx64 " %s, %" PRIu64 " bytes stored\n",
			s->address, s->address + s->size - 1, s->name, s->stored);
	if (load->command_line)
		print_text_to(stderr, "kexec: command line: ", load->command_line);
}
