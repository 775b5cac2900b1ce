/* SPDX-License-Identifier: GPL-2.0-only */
/* Interfaces between the parts of the purgatory. */
#ifndef PURGATORY_PURGATORY_H
#define PURGATORY_PURGATORY_H

#include <stdint.h>

#include "include/kexec_bake.h"
#include "include/purgatory_info.h"

#include "address.h"

/* The start of the linked purgatory, filled by the program that places it. */
extern const struct purgatory_info purgatory_info __attribute__((visibility("hidden")));

/**
 * purgatory() - run all steps from the entry to the next kernel
 * @self: the info at the start of the running purgatory
 * @return_to: the return address on the stack; 0 without PURGATORY_RETURNS
 *
 * Does not return.
 */
void purgatory(struct purgatory_info *self, uint64_t return_to);

/* --- hexadecimal numbers ------------------------------------------------------------ */

static inline char hex_digit(unsigned int value)
{
	return value < 10 ? '0' + value : 'a' - 10 + value;
}

/* Writes @digits hexadecimal digits without a terminating zero. */
static inline void put_hex(char *at, uint64_t number, int digits)
{
	while (digits--)
		*at++ = hex_digit(number >> 4 * digits & 15);
}

/* --- messages.c --------------------------------------------------------------------- */

void print(const char *text);
void print_hex(uint64_t number);

/* Prints @why and resets the machine. */
_Noreturn void give_up(const char *why);

/* --- merge_optional.c --------------------------------------------------------------- */

/* ELF gABI, "ELF Header": the size of an Elf64_Ehdr, the least that an elfcorehdr has. */
#define ELF_HEADER_SIZE 64

static inline int has_elfcorehdr(const struct purgatory_info *info,
				 const struct kexec_bake_handoff *handoff)
{
	return handoff->elfcorehdr_size >= ELF_HEADER_SIZE &&
	       handoff->elfcorehdr_size <= info->elfcorehdr.size;
}

/**
 * merge_elfcorehdr() - put elfcorehdr= on the command line, if there is an elfcorehdr
 * @info: holds the ranges of both; the parameter is put before the others, because after "--" it
 *	would be init's
 * @handoff: holds the elfcorehdr's size
 *
 * Return: NULL, or why there will be no /proc/vmcore; then the command line is unchanged.
 */
const char *merge_elfcorehdr(const struct purgatory_info *info,
			     const struct kexec_bake_handoff *handoff);

/**
 * merge_efi() - pass EFI to the kernel, if the flags in @info request it
 * @info: holds the flags
 * @handoff: the kernel uses its EFI map in place
 * @parameters: the architecture's block of parameters for the kernel
 *
 * Return: NULL, or the fault in EFI's part of the hand-off block; then @parameters is unchanged,
 * and the kernel starts without EFI.
 */
const char *merge_efi(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
		      void *parameters);

/* --- arch/ARCH/ --------------------------------------------------------------------- */

/* Makes exceptions end in give_up(). */
void arch_catch_faults(void);

void arch_console_start(void);
void arch_putc(char c);
_Noreturn void arch_reset(void);

/**
 * arch_enter() - put the CPU in the state that the kernel expects, and enter it
 * @info: moved and merged
 * @return_to: return address for a kernel that may jump back
 */
_Noreturn void arch_enter(const struct purgatory_info *info, uint64_t return_to);

/**
 * arch_merge_handoff() - pass the hand-off block to the kernel, except for the elfcorehdr and EFI
 * @info: holds the addresses of the image's parts
 * @handoff: the start of its map may be overwritten
 * @parameters: the architecture's block of parameters for the kernel
 *
 * Return: NULL, or the fault in the hand-off block.
 */
const char *arch_merge_handoff(const struct purgatory_info *info,
			       struct kexec_bake_handoff *handoff, void *parameters);

/*
 * arch_info.h defines these inline functions: arch_move_addresses(), arch_parameters(),
 * arch_pass_parameters() and arch_put_efi().
 */
#include "arch_info.h"

#endif
