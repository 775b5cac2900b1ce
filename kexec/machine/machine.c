// SPDX-License-Identifier: GPL-2.0-only
#include "machine.h"

#include <stdlib.h>
#include <string.h>

#include "util_lib/command_line.h"
#include "kexec/arch.h"
#include "sysfile.h"

/*
 * With add_efi_memmap the kernel adds ranges that the firmware's map lacks
 * (admin-guide/kernel-parameters.txt).
 */
static int read_memory_map(struct machine *machine, struct error *error)
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

/* Hidden addresses are an error only for a crash kernel, which needs the region. */
static void read_crash_region(struct machine *machine)
{
	struct error ignored;

	memory_map_crash(&machine->crash, &ignored);
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
	if (!machine->command_line || read_memory_map(machine, error)) {
		machine_free(machine);
		return -1;
	}
	read_crash_region(machine);
	machine->arch = arch_machine_read(error);
	if (machine->arch)
		return 0;
	machine_free(machine);
	return -1;
}

void machine_free(struct machine *machine)
{
	memory_map_free(&machine->map);
	ranges_free(&machine->crash);
	free(machine->command_line);
	arch_machine_free(machine->arch);
	*machine = (struct machine){ 0 };
}
