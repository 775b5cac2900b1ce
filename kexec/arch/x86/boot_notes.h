/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How an ELF kernel that isn't Linux is told its arguments: the ELF Boot
 * proposal (E. Biederman, draft-ebiederman-elf-boot), as coreboot has it too.
 */
#ifndef KEXEC_ARCH_X86_BOOT_NOTES_H
#define KEXEC_ARCH_X86_BOOT_NOTES_H

#include "kexec/load/loader.h"

/* What the kernel finds in eax. */
#define BOOT_NOTES_MAGIC 0x0e1fb007

/**
 * boot_notes_place() - the notes: this loader's name, its version, the command line
 * @load: with the command line
 * @address: where to put their address
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int boot_notes_place(struct load *load, uint64_t *address, struct error *error);

#endif
