/* SPDX-License-Identifier: GPL-2.0-only */
/* The properties of an x86 machine that the running kernel shows. */
#ifndef KEXEC_ARCH_X86_X86_MACHINE_H
#define KEXEC_ARCH_X86_X86_MACHINE_H

#include "util_lib/file.h"

/* Directory that exists if the machine was started by EFI. */
#define X86_EFI_SYSFS "/sys/firmware/efi"

/**
 * struct arch_machine - x86 part of struct machine
 * @boot_params: zero page with which the running kernel was started; empty if hidden
 * @rsdp: physical address of ACPI's root pointer; 0 if unknown
 * @la57: the page tables of the running kernel have five levels
 */
struct arch_machine {
	struct blob boot_params;
	uint64_t rsdp;
	bool la57;
};

/**
 * x86_efi_table_address() - look up an EFI configuration table in /sys/firmware/efi/systab
 * @name: name of the table: ACPI20, ACPI (before ACPI 2.0), SMBIOS or SMBIOS3
 *
 * Return: physical address; 0 if there is no such table, or no EFI.
 */
uint64_t x86_efi_table_address(const char *name);

#endif
