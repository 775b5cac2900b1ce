// SPDX-License-Identifier: GPL-2.0-only
/* The least that purgatory/purgatory.h asks of an architecture. */
#include "purgatory/purgatory.h"

/* The linker script puts the info first, and the entry behind it. */
__attribute__((section(".info"), used)) const union {
	struct purgatory_info info;
	uint8_t bytes[PURGATORY_ENTRY];
} stub_info = { .bytes = { 0 } };

extern const struct purgatory_info purgatory_info __attribute__((alias("stub_info")));

void purgatory_start(void);

__attribute__((section(".text.entry"), used)) void purgatory_start(void)
{
	purgatory((struct purgatory_info *)&stub_info, 0);
}

void arch_catch_faults(void)
{
}

void arch_console_start(void)
{
}

void arch_putc(char c)
{
	(void)c;
}

_Noreturn void arch_reset(void)
{
	for (;;)
		;
}

_Noreturn void arch_enter(const struct purgatory_info *info, uint64_t return_to)
{
	(void)info;
	(void)return_to;
	arch_reset();
}

const char *arch_merge_handoff(const struct purgatory_info *info,
			       struct kexec_bake_handoff *handoff, void *parameters)
{
	(void)info;
	(void)handoff;
	(void)parameters;
	return "this architecture merges nothing";
}
