// SPDX-License-Identifier: GPL-2.0-only
/* Steps 4 and 5: the state of the CPU, and the jump into the kernel. */
#include "purgatory/purgatory.h"

#include "entry.h"
#include "real_mode.h"

/* Intel SDM volume 3, section 2.5. */
#define CR0_PE   (1ul << 0)
#define CR0_PG   (1ul << 31)
#define CR0_NE   (1ul << 5)
#define CR0_ET   (1ul << 4)
#define CR4_PAE  (1ul << 5)
#define CR4_LA57 (1ul << 12)
#define CR4_MCE  (1ul << 6)
#define CR4_CET  (1ul << 23)

_Noreturn void arch_jump_64(uint64_t entry, const struct purgatory_x86_registers *registers,
			    uint64_t return_to) __attribute__((visibility("hidden")));
_Noreturn void arch_jump_32(uint64_t entry, const struct purgatory_x86_registers *registers)
	__attribute__((visibility("hidden")));

static inline uint64_t read_cr4(void)
{
	uint64_t value;

	__asm__ volatile("movq %%cr4, %0" : "=r"(value));
	return value;
}

static inline void write_cr4(uint64_t value)
{
	__asm__ volatile("movq %0, %%cr4" : : "r"(value) : "memory");
}

/*
 * Paging stays on, so LA57 cannot change.  MCE stays as it is, as without it a machine check
 * shuts the CPU down.  CET must be cleared before CR0.WP.
 */
static void reset_control_registers(uint64_t top_4level, uint64_t top_5level)
{
	uint64_t cr4 = read_cr4();
	uint64_t top = cr4 & CR4_LA57 ? top_5level : top_4level;

	write_cr4(cr4 & ~CR4_CET);
	__asm__ volatile("movq %0, %%cr0" : : "r"(CR0_PG | CR0_PE | CR0_NE | CR0_ET) : "memory");
	if (top)
		__asm__ volatile("movq %0, %%cr3" : : "r"(top) : "memory");
	write_cr4((cr4 & (CR4_LA57 | CR4_MCE)) | CR4_PAE);
}

_Noreturn void arch_enter(const struct purgatory_info *info, uint64_t return_to)
{
	struct purgatory_x86_registers registers = { 0 };

	reset_control_registers(info->x86.top_4level, info->x86.top_5level);
	if (info->x86_settings.mode == PURGATORY_16BIT)
		arch_jump_32(real_mode_prepare(info->entry, &registers), &registers);
	if (info->x86_settings.mode == PURGATORY_32BIT)
		arch_jump_32(info->entry, &info->x86_registers);
	arch_jump_64(info->entry, &info->x86_registers, return_to);
}
