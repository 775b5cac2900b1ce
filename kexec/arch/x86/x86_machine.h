/* SPDX-License-Identifier: GPL-2.0-only */
/* An x86 machine, as the running kernel shows it. */
#ifndef KEXEC_ARCH_X86_X86_MACHINE_H
#define KEXEC_ARCH_X86_X86_MACHINE_H

#include "util_lib/file.h"

/**
 * struct arch_machine - x86's part of struct machine
 * @boot_params: zero page that the running kernel was started with; empty if hidden
 * @rsdp: physical address of ACPI's root pointer; 0 if unknown
 * @la57: the running kernel's page tables have five levels
 */
struct arch_machine {
	struct blob boot_params;
	uint64_t rsdp;
	bool la57;
};

#endif
