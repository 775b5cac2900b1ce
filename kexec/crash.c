// SPDX-License-Identifier: GPL-2.0-only
#include "crash.h"

#include <inttypes.h>
#include <stdio.h>

#include "arch/x86/describe.h"
#include "command_line.h"

static int none(struct error *error)
{
	return fail(error, "no memory is reserved for a crash kernel (crashkernel=256M on the running kernel's command line was expected)");
}

int crash_check(struct error *error)
{
	struct ranges crash;
	bool there;

	if (memory_map_crash(&crash, error))
		return -1;
	there = crash.count != 0;
	ranges_free(&crash);
	return there ? 0 : none(error);
}

/*
 * There may be two, the lower one for devices that reach no higher; the kernel
 * lets a crash kernel be loaded into the other only (kernel/kexec_core.c,
 * sanity_check_segment_list()).
 */
static const struct range *main_region(const struct machine *machine)
{
	return &machine->crash.list[machine->crash.count - 1];
}

int crash_find_room(struct load *load, struct error *error)
{
	if (!load->machine.crash.count)
		return none(error);
	if (ranges_add(&load->segments.room, *main_region(&load->machine)))
		return fail(error, "%s: out of memory", load->request->kernel);
	return 0;
}

static int add_words(struct load *load, const char *words, struct error *error)
{
	load->command_line = command_line_join(load->command_line, words, error);
	return load->command_line ? 0 : -1;
}

/* For kernels that don't look for it in boot_params (boot protocol 2.14). */
static int add_rsdp(struct load *load, struct error *error)
{
	char words[64];

	if (!load->machine.rsdp)
		return 0;
	snprintf(words, sizeof(words), "acpi_rsdp=0x%" PRIx64, load->machine.rsdp);
	return add_words(load, words, error);
}

/*
 * The ELF core header is to be placed here, as an unsealed segment with --hotplug;
 * load->core_header is to be where it lies, and elfcorehdr= to be added.
 */
int crash_place(struct load *load, struct error *error)
{
	if (load->request->memmap_words && describe_memory_words(load, error))
		return -1;
	return add_rsdp(load, error);
}

void crash_print_size(void)
{
	struct ranges crash;
	struct error ignored;
	uint64_t size = 0;
	size_t i;

	if (!memory_map_crash(&crash, &ignored)) {
		for (i = 0; i < crash.count; i++)
			size += crash.list[i].end - crash.list[i].start;
		ranges_free(&crash);
	}
	printf("%" PRIu64 "\n", size);
}
