/* SPDX-License-Identifier: GPL-2.0-only */
/* The purgatory's parts among themselves. */
#ifndef PURGATORY_PURGATORY_H
#define PURGATORY_PURGATORY_H

#include <stdint.h>

#include "include/kexec_bake.h"
#include "include/purgatory_info.h"

/* purgatory.c */
void purgatory(struct purgatory_info *self, uint64_t return_to);

/* handoff.c */
const char *merge_handoff(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
			  void *boot_params);
const char *merge_core(const struct purgatory_info *info, const struct kexec_bake_handoff *handoff);
const char *merge_efi(const struct purgatory_info *info, struct kexec_bake_handoff *handoff,
		      void *boot_params);

static inline char hex_digit(unsigned int value)
{
	return value < 10 ? '0' + value : 'a' - 10 + value;
}

/* No end is written behind them. */
static inline void put_hex(char *at, uint64_t number, int digits)
{
	while (digits--)
		*at++ = hex_digit(number >> 4 * digits & 15);
}

/* console.c */
void print(const char *text);
void print_hex(uint64_t number);
_Noreturn void give_up(const char *why);

/* arch/<arch>/ */
void arch_console_start(void);
void arch_putc(char c);
_Noreturn void arch_reset(void);
_Noreturn void arch_enter(const struct purgatory_info *info, uint64_t return_to);
void arch_catch_faults(void);

/* The start of the linked purgatory: filled by whoever placed it. */
extern const struct purgatory_info purgatory_info __attribute__((visibility("hidden")));

#endif
