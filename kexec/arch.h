/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of an architecture, for kexec/ and bake/.  The folder of kexec/arch/ that configure
 * chooses implements it, and the linker resolves it.
 */
#ifndef KEXEC_ARCH_H
#define KEXEC_ARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "util_lib/error.h"
#include "util_lib/ranges.h"

struct arch_machine;
struct arch_request;
struct load;
struct load_request;
struct loader;
struct purgatory_info;

/* Loaders in the order in which they probe a file; NULL after the last. */
extern const struct loader *const arch_loaders[];

/* KEXEC_ARCH_* of kexec_load(2): uapi/linux/kexec.h. */
extern const uint64_t arch_kexec_flag;

/* e_machine of the elfcorehdr: ELF gABI, chapter 4. */
extern const uint16_t arch_elf_machine;

/* PE/COFF machine types of UKIs; 0 after the last.  The first one is named in messages. */
extern const uint16_t arch_pe_machines[];
extern const char arch_pe_machine_name[];

/* Memory that a crash kernel starts in, so that an elfcorehdr does not describe it. */
extern const struct range arch_crash_low_memory;

/* Memory whose content two kernels exchange at a jump back: no loader chooses it for a segment. */
extern const struct range arch_exchanged_memory;

/* Lowest virtual addresses of the kernel's half, and of the kernel image. */
extern const uint64_t arch_kernel_half;
extern const uint64_t arch_kernel_text;

/**
 * arch_machine_read() - read the architecture's part of the running machine
 * @error: filled on failure
 *
 * Members that the running kernel does not show are left empty.
 *
 * Return: the part, freed by arch_machine_free(); or NULL with @error filled.
 */
struct arch_machine *arch_machine_read(struct error *error);

/**
 * arch_machine_free() - free the architecture's part of a machine
 * @machine: as read, or NULL
 */
void arch_machine_free(struct arch_machine *machine);

/**
 * arch_request_new() - allocate the options that only this architecture has, all unset
 * @error: filled on failure
 *
 * The architecture's part of the table of options writes into it: see kexec/option_table.h.
 *
 * Return: the options, freed by free(); or NULL with @error filled.
 */
struct arch_request *arch_request_new(struct error *error);

/**
 * arch_request_default_consoles() - let the purgatory print on all consoles unless one was named
 * @request: the architecture's options
 */
void arch_request_default_consoles(struct arch_request *request);

/**
 * arch_request_check() - check that the architecture's options go with the others
 * @request: as given by the user
 * @error: filled if they do not
 *
 * Return: 0 or -1.
 */
int arch_request_check(const struct load_request *request, struct error *error);

/**
 * arch_check_without_purgatory() - check that no option needs the purgatory
 * @request: request for a kernel that is entered without a purgatory
 * @error: filled if an option needs it
 *
 * Return: 0 or -1.
 */
int arch_check_without_purgatory(const struct load_request *request, struct error *error);

/**
 * arch_fill_purgatory_info() - add the options that only this architecture's purgatory has
 * @info: to be filled
 * @request: the architecture's options
 */
void arch_fill_purgatory_info(struct purgatory_info *info, const struct arch_request *request);

/**
 * arch_purgatory_changes_mode() - must the purgatory put the CPU into another mode?
 * @info: as the loader filled it
 */
bool arch_purgatory_changes_mode(const struct purgatory_info *info);

/**
 * arch_place_jump_back() - place the segments that jump back into a kernel that was left
 * @load: empty except for its request, machine, free memory and purgatory
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int arch_place_jump_back(struct load *load, struct error *error);

/**
 * arch_add_crash_parameters() - add the architecture's parameters for a crash kernel
 * @load: kernel being loaded, with its elfcorehdr placed; parameters are added to its command line
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int arch_add_crash_parameters(struct load *load, struct error *error);

#endif
