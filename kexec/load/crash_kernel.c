// SPDX-License-Identifier: GPL-2.0-only
#include "crash_kernel.h"

#include <inttypes.h>
#include <stdio.h>

#include "kexec/arch.h"
#include "util_lib/align.h"
#include "util_lib/command_line.h"
#include "kexec/core/elfcorehdr.h"
#include "kexec/machine/sysfile.h"

#define HOTPLUG_SIZE "/sys/kernel/crash_elfcorehdr_size"

static int fail_not_reserved(struct error *error)
{
	return fail(
		error,
		"Memory for crashkernel is not reserved (crashkernel=256M on the running kernel's command line was expected)");
}

int crash_check(struct error *error)
{
	struct ranges crash;
	bool there;

	if (memory_map_crash(&crash, error))
		return -1;
	there = crash.count != 0;
	ranges_free(&crash);
	return there ? 0 : fail_not_reserved(error);
}

/*
 * crashkernel=,high reserves a second, low range for devices that cannot address more; the kernel
 * accepts segments only in the high one (kernel/kexec_core.c, sanity_check_segment_list()).
 */
static const struct range *crash_region(const struct machine *machine)
{
	return &machine->crash.list[machine->crash.count - 1];
}

int crash_find_free(struct load *load, struct error *error)
{
	if (!load->machine.crash.count)
		return fail_not_reserved(error);
	if (ranges_add(&load->segments.free, *crash_region(&load->machine)))
		return fail(error, "%s: out of memory", load->request->kernel);
	load->segments.free_name = ", in the crash kernel region";
	return 0;
}

int crash_hotplug_size(uint64_t *size, struct error *error)
{
	if (sysfile_number(size, HOTPLUG_SIZE))
		return fail_errno(
			error,
			"--hotplug: the running kernel does not update the elfcorehdr: " HOTPLUG_SIZE);
	return 0;
}

/* A kernel that updates the elfcorehdr on hotplug reports the size to which it may grow. */
static int add_hotplug_space(const struct load_request *request, struct segment *header,
			     struct error *error)
{
	uint64_t hotplug_size;

	if (!request->flags.update_elfcorehdr)
		return 0;
	if (crash_hotplug_size(&hotplug_size, error))
		return -1;
	if (header->size < hotplug_size)
		header->size = hotplug_size;
	header->unsealed = true;
	return 0;
}

static int place_elfcorehdr(struct load *load, struct segment header, struct error *error)
{
	uint64_t address;

	if (add_hotplug_space(load->request, &header, error) ||
	    segments_place(&load->segments, header, PLACE_PAGE, &address, error))
		return -1;
	load->elfcorehdr = (struct range){ address, address + round_up(header.size, PAGE_4K) };
	return 0;
}

static int make_elfcorehdr(struct load *load, const struct core_info *info, struct error *error)
{
	struct segment header = { .name = "elfcorehdr" };
	void *content;

	if (elfcorehdr_size(info, &header.size, error))
		return -1;
	content = load_keep(load, header.size, error);
	if (!content)
		return -1;
	elfcorehdr_write(info, content);
	header.content = content;
	header.stored = header.size;
	return place_elfcorehdr(load, header, error);
}

static void print_core_info(const struct core_info *info)
{
	const struct kernel_mappings *mappings = &info->mappings;

	fprintf(stderr, "kexec: elfcorehdr: %zu ranges of RAM, notes of %zu CPUs\n",
		info->ram.count, info->note_count - 1);
	fprintf(stderr,
		"kexec: direct map at 0x%" PRIx64 ", kernel at 0x%" PRIx64 "-0x%" PRIx64
		", physical 0x%" PRIx64 " (0: not known)\n",
		mappings->direct_map, mappings->text.start, mappings->text.end,
		mappings->text_physical);
}

static int read_and_make_elfcorehdr(struct load *load, struct error *error)
{
	struct core_info info;
	int result;

	if (core_info_read(&info, &load->machine, error))
		return -1;
	if (load->request->report.debug)
		print_core_info(&info);
	result = make_elfcorehdr(load, &info, error);
	core_info_free(&info);
	return result;
}

static int add_elfcorehdr_parameter(struct load *load, struct error *error)
{
	char parameter[64];

	snprintf(parameter, sizeof(parameter), "elfcorehdr=0x%" PRIx64, load->elfcorehdr.start);
	load->command_line = command_line_add(load->command_line, parameter, error);
	return load->command_line ? 0 : -1;
}

int crash_place(struct load *load, struct error *error)
{
	if (read_and_make_elfcorehdr(load, error))
		return -1;
	if (arch_add_crash_parameters(load, error))
		return -1;
	return add_elfcorehdr_parameter(load, error);
}

int crash_print_size(struct error *error)
{
	struct ranges crash;
	uint64_t size = 0;
	size_t i;

	if (memory_map_crash(&crash, error))
		return -1;
	for (i = 0; i < crash.count; i++)
		size += crash.list[i].end - crash.list[i].start;
	ranges_free(&crash);
	printf("%" PRIu64 "\n", size);
	return 0;
}
