// SPDX-License-Identifier: GPL-2.0-only
#include "x86_machine.h"

#include <stdlib.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/arch.h"
#include "kexec/machine/sysfile.h"
#include "util_lib/command_line.h"
#include "util_lib/little_endian.h"
#include "util_lib/numbers.h"

#define BOOT_PARAMS "/sys/kernel/boot_params/data"
#define SYSTAB      X86_EFI_SYSFS "/systab"

static void read_boot_params(struct arch_machine *machine)
{
	if (!sysfile_read(BOOT_PARAMS, &machine->boot_params) &&
	    machine->boot_params.size < X86_ZERO_PAGE_SIZE)
		blob_free(&machine->boot_params);
}

uint64_t x86_efi_table_address(const char *name)
{
	size_t length = strlen(name);
	uint64_t address = 0;
	struct blob text;
	char *line;

	if (sysfile_read(SYSTAB, &text))
		return 0;
	for (line = strtok((char *)text.data, "\n"); line; line = strtok(NULL, "\n"))
		if (!strncmp(line, name, length) && line[length] == '=')
			parse_size(line + length + 1, &address);
	blob_free(&text);
	return address;
}

static void read_rsdp(struct arch_machine *machine)
{
	if (machine->boot_params.size)
		machine->rsdp = get64(machine->boot_params.data + X86_ACPI_RSDP_ADDR);
	if (!machine->rsdp)
		machine->rsdp = x86_efi_table_address("ACPI20");
	if (!machine->rsdp)
		machine->rsdp = x86_efi_table_address("ACPI");
}

/* The kernel clears the flag if the CPU has five levels but its own page tables do not. */
static void read_la57(struct arch_machine *machine)
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

struct arch_machine *arch_machine_read(struct error *error)
{
	struct arch_machine *machine = calloc(1, sizeof(*machine));

	if (!machine) {
		fail(error, BOOT_PARAMS ": out of memory");
		return NULL;
	}
	read_boot_params(machine);
	read_rsdp(machine);
	read_la57(machine);
	return machine;
}

void arch_machine_free(struct arch_machine *machine)
{
	if (!machine)
		return;
	blob_free(&machine->boot_params);
	free(machine);
}
