/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The functions that an architecture provides, in arch/ARCH/.
 *
 * An architecture also provides
 * - a call of kexec_bake_init() as early in start_kernel() as possible,
 * - arch/ARCH/Makefile, which adds its objects to obj-$(CONFIG_KEXEC_BAKE), and
 * - arch/ARCH/arch_inline.h with
 *     KEXEC_BAKE_LOW_MEMORY_END - RAM below this address is the capture kernel's own, and
 *     kexec_bake_read_registers() - fill a struct pt_regs with the caller's registers.
 */
#ifndef KEXEC_BAKE_ARCH_HOOKS_H
#define KEXEC_BAKE_ARCH_HOOKS_H

#include <linux/types.h>

#include "include/kexec_bake.h"

#include "free_place.h"

struct elf_prstatus;
struct pt_regs;

/* --- at boot -------------------------------------------------------------------- */

/**
 * kexec_bake_map_early() - map physical memory before setup_arch()
 * @address: physical address of the first byte
 * @size: in bytes
 *
 * Return: the mapping, valid until setup_arch() builds page tables; NULL if there can be no memory
 * at @address.
 */
void *kexec_bake_map_early(u64 address, u64 size);

/**
 * kexec_bake_find_initrd() - locate the initrd that the boot loader has loaded
 * @size: filled with the initrd's size in bytes; 0 without an initrd
 *
 * Return: the initrd's physical address.
 */
u64 kexec_bake_find_initrd(u64 *size);

/**
 * kexec_bake_has_parameter() - does the command line have kexec_bake=@value?
 * @value: KEXEC_BAKE_PARAMETER_*
 *
 * The built-in command line is searched, too, even if it has not been merged yet.
 */
bool kexec_bake_has_parameter(const char *value);

/**
 * kexec_bake_is_crash_kernel() - is this a kdump capture kernel?
 */
bool kexec_bake_is_crash_kernel(void);

/**
 * kexec_bake_check_machine() - can the image be entered on this machine?
 * @header: header of the image
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_check_machine(const struct kexec_bake_header *header);

/**
 * kexec_bake_read_memory_map() - read the firmware's memory map
 * @handoff: block whose map is filled by kexec_bake_add_map_entry()
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_read_memory_map(struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_add_boot_data() - add the memory that firmware and boot loader use
 * @space: receives the ranges through kexec_bake_add_reserved()
 *
 * The added memory includes that named on the command line, but neither the kernel nor the initrd.
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_add_boot_data(struct kexec_bake_space *space);

/**
 * kexec_bake_fill_handoff() - fill the hand-off block, except for the memory map
 * @handoff: to be filled
 */
void kexec_bake_fill_handoff(struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_has_stop_mark() - does the stop mark say stop?
 */
bool kexec_bake_has_stop_mark(void);

/**
 * kexec_bake_clear_stop_mark() - remove the stop mark
 *
 * Without a stop mark this does nothing.
 */
void kexec_bake_clear_stop_mark(void);

/* --- after a crash ---------------------------------------------------------------- */

/**
 * kexec_bake_map_region() - map all memory below KEXEC_BAKE_TOP to its physical address
 *
 * The kernel's own mappings stay.
 *
 * Return: an argument for kexec_bake_unmap_region().
 */
unsigned long kexec_bake_map_region(void);

/**
 * kexec_bake_unmap_region() - undo kexec_bake_map_region()
 * @previous: return value of kexec_bake_map_region()
 */
void kexec_bake_unmap_region(unsigned long previous);

/**
 * kexec_bake_save_registers() - save this CPU's registers for the elfcorehdr
 * @regs: the registers
 */
void kexec_bake_save_registers(const struct pt_regs *regs);

/**
 * kexec_bake_nmi_shootdown() - make the other CPUs save their registers and halt
 *
 * Allocates nothing, takes no lock, and returns after at most a second.
 */
void kexec_bake_nmi_shootdown(void);

/**
 * kexec_bake_saved_registers() - get the registers that a CPU has saved
 * @cpu: the CPU's number
 *
 * Return: NULL if the CPU has saved none.
 */
const struct elf_prstatus *kexec_bake_saved_registers(unsigned int cpu);

/**
 * kexec_bake_report_efi() - print the reason if the capture kernel gets no EFI
 */
void kexec_bake_report_efi(void);

/**
 * kexec_bake_complete_handoff() - add the data that was unknown at boot
 * @handoff: block in the region, filled by kexec_bake_fill_handoff()
 *
 * Allocates nothing, takes no lock, prints nothing, and may read damaged data.
 */
void kexec_bake_complete_handoff(struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_leave() - silence the machine's interrupts and enter the purgatory
 * @entry: physical address of the purgatory's entry, mapped by kexec_bake_map_region()
 *
 * Does not return.
 */
void kexec_bake_leave(u64 entry);

#endif
