// SPDX-License-Identifier: GPL-2.0-only
/* Parameters that tell a crash kernel of its memory and of ACPI. */
#include <inttypes.h>
#include <stdio.h>

#include "kexec/arch.h"
#include "kexec/arch/x86/x86_machine.h"
#include "kexec/arch/x86/x86_request.h"
#include "util_lib/command_line.h"

#include "boot_params.h"

#define KIB 1024

/* admin-guide/kernel-parameters.txt, memmap=: the sign between size and start. */
static char memmap_type_sign(uint32_t type)
{
	switch (type) {
	case MEMORY_RAM:
		return '@';
	case MEMORY_ACPI:
	case MEMORY_NVS:
		return '#';
	case MEMORY_PMEM:
	case MEMORY_PRAM:
		return '!';
	default:
		return '$';
	}
}

/* RAM is rounded inwards to whole KiB, any other memory outwards. */
static int add_memmap_parameter(struct load *load, const struct memory_range *range,
				struct error *error)
{
	uint64_t start = range->start / KIB, end = (range->end + KIB - 1) / KIB;
	char parameter[64];

	if (range->type == MEMORY_RAM) {
		start = (range->start + KIB - 1) / KIB;
		end = range->end / KIB;
	}
	if (end <= start)
		return 0;
	snprintf(parameter, sizeof(parameter), "memmap=%" PRIu64 "K%c%" PRIu64 "K", end - start,
		 memmap_type_sign(range->type), start);
	load->command_line = command_line_add(load->command_line, parameter, error);
	return load->command_line ? 0 : -1;
}

static int add_memmap_parameters(struct load *load, struct error *error)
{
	struct memory_map map = { 0 };
	int result = 0;
	size_t i;

	if (x86_next_memory_map(&map, load, error))
		return -1;
	load->command_line = command_line_add(load->command_line, "memmap=exactmap", error);
	if (!load->command_line)
		result = -1;
	for (i = 0; !result && i < map.count; i++)
		result = add_memmap_parameter(load, &map.list[i], error);
	memory_map_free(&map);
	return result;
}

/* Kernels before boot protocol 2.14 ignore acpi_rsdp_addr of boot_params. */
static int add_rsdp_parameter(struct load *load, struct error *error)
{
	char parameter[64];

	if (!load->machine.arch->rsdp)
		return 0;
	snprintf(parameter, sizeof(parameter), "acpi_rsdp=0x%" PRIx64, load->machine.arch->rsdp);
	load->command_line = command_line_add(load->command_line, parameter, error);
	return load->command_line ? 0 : -1;
}

int arch_add_crash_parameters(struct load *load, struct error *error)
{
	if (load->request->arch->memmap_parameters && add_memmap_parameters(load, error))
		return -1;
	return add_rsdp_parameter(load, error);
}
