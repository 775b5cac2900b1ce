/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Boot notes, which pass arguments to ELF kernels other than Linux.  They are specified by the ELF
 * Boot Proposal (E. Biederman, draft-ebiederman-elf-boot), and used by coreboot, too.
 */
#ifndef KEXEC_ARCH_X86_BOOT_NOTES_H
#define KEXEC_ARCH_X86_BOOT_NOTES_H

#include "kexec/load/loader.h"

/* Magic number of the notes, which the kernel also finds in eax. */
#define BOOT_NOTES_MAGIC 0x0e1fb007

/**
 * boot_notes_place() - place notes of the loader's name, its version and the command line
 * @load: kernel being loaded, with its command line
 * @address: set to the physical address of the notes
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int boot_notes_place(struct load *load, uint64_t *address, struct error *error);

#endif
