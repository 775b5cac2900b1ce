// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/little_endian.h"
#include "util_lib/command_line.h"
#include "util_lib/numbers.h"
#include "sysfile.h"

#define BOOT_PARAMS "/sys/kernel/boot_params/data"
#define SYSTAB      "/sys/firmware/efi/systab"

/*
 * With add_efi_memmap the kernel has ranges that the firmware's map lacks
 * (admin-guide/kernel-parameters.txt).
 */
static int read_map(struct machine *machine, struct error *error)
{
	struct error why;

	if (!command_line_has(machine->command_line, "add_efi_memmap") &&
	    !memory_map_firmware(&machine->map, &why)) {
		machine->map_source = "/sys/firmware/memmap";
		return 0;
	}
	machine->map_source = "/proc/iomem";
	return memory_map_iomem(&machine->map, error);
}

/* Zeros for addresses there are an error only for who needs them. */
static void read_crash(struct machine *machine)
{
	struct error ignored;

	memory_map_crash(&machine->crash, &ignored);
}

static void read_boot_params(struct machine *machine)
{
	if (!sysfile_read(BOOT_PARAMS, &machine->boot_params) &&
	    machine->boot_params.size < X86_ZERO_PAGE_SIZE)
		blob_free(&machine->boot_params);
}

/* "ACPI20=0x..." or "ACPI=0x...", the first of which is for ACPI 2.0 and later. */
static uint64_t rsdp_of_efi(void)
{
	uint64_t rsdp = 0;
	struct blob text;
	char *line;

	if (sysfile_read(SYSTAB, &text))
		return 0;
	for (line = strtok((char *)text.data, "\n"); line; line = strtok(NULL, "\n"))
		if (!strncmp(line, "ACPI20=", 7))
			parse_size(line + 7, &rsdp);
		else if (!strncmp(line, "ACPI=", 5) && !rsdp)
			parse_size(line + 5, &rsdp);
	blob_free(&text);
	return rsdp;
}

static void read_rsdp(struct machine *machine)
{
	if (machine->boot_params.size)
		machine->rsdp = get64(machine->boot_params.data + X86_ACPI_RSDP_ADDR);
	if (!machine->rsdp)
		machine->rsdp = rsdp_of_efi();
}

/* The flag is cleared where the CPU could, but the kernel doesn't. */
static void read_la57(struct machine *machine)
{
	struct blob text;
	char *flags;

	if (sysfile_read("/proc/cpuinfo", &text))
		return;
	flags = strstr((char *)text.data, "\nflags");
	if (flags) {
		flags[1 + strcspn(flags + 1, "\n")] = '\0';
		machine->la57 = command_line_has(flags + 1, "la57");
	}
	blob_free(&text);
}

char *machine_command_line(struct error *error)
{
	struct blob text;
	char *line;

	if (sysfile_read("/proc/cmdline", &text)) {
		fail_errno(error, "/proc/cmdline: cannot be read");
		return NULL;
	}
	line = (char *)text.data;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

int machine_read(struct machine *machine, struct error *error)
{
	*machine = (struct machine){ 0 };
	machine->command_line = machine_command_line(error);
	if (!machine->command_line || read_map(machine, error)) {
		machine_free(machine);
		return -1;
	}
	read_crash(machine);
	read_boot_params(machine);
	read_rsdp(machine);
	read_la57(machine);
	return 0;
}

void machine_free(struct machine *machine)
{
	memory_map_free(&machine->map);
	ranges_free(&machine->crash);
	free(machine->command_line);
	blob_free(&machine->boot_params);
	*machine = (struct machine){ 0 };
}
