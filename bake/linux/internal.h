/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel side's parts among themselves. */
#ifndef KEXEC_BAKE_INTERNAL_H
#define KEXEC_BAKE_INTERNAL_H

#include <linux/types.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>
#include <crypto/sha2.h>

#include "include/kexec_bake.h"
#include "early.h"
#include "room.h"

struct elf_prstatus;
struct pt_regs;
struct setup_data;

/**
 * struct kexec_baked - what this kernel knows of the image in its place
 * @armed: a panic enters it
 * @why_not: if it is not armed
 * @source: "linked" or "initrd"
 * @verified: what was checked when this kernel started: its "head", or "all"
 * @base: where it lies
 * @head_digest: of its head as it lies there
 * @header: a copy, which no stray write to the region can reach
 */
struct kexec_baked {
	bool armed;
	char why_not[160];
	const char *source;
	const char *verified;
	u64 base;
	u8 head_digest[SHA256_DIGEST_SIZE];
	struct kexec_bake_header header;
};

extern struct kexec_baked kexec_baked;

/**
 * struct kexec_bake_source - an image that is to be put in its place
 * @name: "linked" or "initrd"
 * @image: its first byte
 * @size: in bytes
 */
struct kexec_bake_source {
	const char *name;
	const u8 *image;
	u64 size;
};

/**
 * kexec_bake_five_levels() - is 5-level paging on?
 *
 * The kernel's own pgtable_l5_enabled() is not true yet when it's asked first.
 */
static inline bool kexec_bake_five_levels(void)
{
	return __read_cr4() & X86_CR4_LA57;
}

/**
 * kexec_bake_reach() - memory by its physical address, in the first moments
 * @address: of its first byte
 * @size: in bytes
 *
 * The early page-fault handler maps what is touched.
 *
 * Return: where it is to be found, until setup_arch() makes page tables; NULL
 * if there can be no memory.
 */
void *kexec_bake_reach(u64 address, u64 size);

/**
 * kexec_bake_find() - look for an image
 * @source: to be filled
 * @prefer_initrd: one in the initrd goes before one that's linked in
 *
 * Return: false if there's none.
 */
bool kexec_bake_find(struct kexec_bake_source *source, bool prefer_initrd);

/**
 * kexec_bake_initrd() - where the boot loader put the initrd
 * @size: in bytes; 0: there's none
 *
 * Return: its physical address.
 */
u64 kexec_bake_initrd(u64 *size);

/**
 * kexec_bake_read_map() - the firmware's memory map, all of it
 * @handoff: whose map is to be filled
 *
 * Return: NULL, or why it can't be had.
 */
const char *kexec_bake_read_map(struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_each_setup_data() - go over what the boot loader added to the zero page
 * @look: called for each in turn, with its address, and with what it says of itself
 * @data: passed on
 *
 * boot.rst, "setup_data".
 *
 * Return: NULL, or what @look said, which then was the last, or why there's no
 * going on.
 */
const char *kexec_bake_each_setup_data(const char *(*look)(u64 at, const struct setup_data *head,
							   void *data),
				       void *data);

/**
 * kexec_bake_look_around() - what memory is in use
 * @room: whose map and busy are to be filled
 * @handoff: with the memory map; has to stay where it is
 *
 * Return: NULL, or why that can't be known.
 */
const char *kexec_bake_look_around(struct kexec_bake_room *room,
				   const struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_ask_firmware() - all but the map that the capture kernel is told of the machine
 * @handoff: to be filled
 */
void kexec_bake_ask_firmware(struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_after_kexec() - was this kernel started by another one, on UEFI?
 *
 * The firmware's tables then hold addresses that aren't physical ones.
 */
bool kexec_bake_after_kexec(void);

/**
 * kexec_bake_read_efi() - EFI as it is until this kernel enters its virtual mode
 * @to: to be filled, if the image asks for it and it can be had
 */
void kexec_bake_read_efi(struct kexec_bake_efi *to);

/**
 * kexec_bake_judge_efi() - after a crash: say it if there'll be no EFI
 */
void kexec_bake_judge_efi(void);

/**
 * kexec_bake_complete_efi() - after a crash: EFI as it is now
 * @to: as kexec_bake_read_efi() filled it, or not
 *
 * Allocates nothing, takes no lock, prints nothing, and may find what it reads
 * damaged.
 */
void kexec_bake_complete_efi(struct kexec_bake_efi *to);

/**
 * kexec_bake_settle() - check the image in its place, and make it ready for that
 *
 * Return: NULL, or what is wrong with it.
 */
const char *kexec_bake_settle(void);

/**
 * kexec_bake_write_record() - write the log and the facts where the capture kernel finds
 *		    them
 * @room: where to
 * @size: how much may be written
 * @reason: what panic() said
 *
 * Writes a cpio archive (driver-api/early-userspace/buffer-format.rst).
 * Allocates nothing, takes no lock, prints nothing.
 *
 * Return: its size, a multiple of 4.
 */
u64 kexec_bake_write_record(u8 *room, u64 size, const char *reason);

/**
 * kexec_bake_keep_registers() - after a crash: what this CPU was doing
 * @regs: its registers
 */
void kexec_bake_keep_registers(const struct pt_regs *regs);

/**
 * kexec_bake_ask_others() - have the other CPUs keep theirs, and stand still
 *
 * Allocates nothing, takes no lock, and ends after a second at most.
 */
void kexec_bake_ask_others(void);

/**
 * kexec_bake_registers() - as they were kept
 * @cpu: whose
 *
 * Return: NULL if they aren't known.
 */
const struct elf_prstatus *kexec_bake_registers(unsigned int cpu);

/**
 * kexec_bake_write_core() - write the headers of an ELF core file of this kernel
 * @room: where to, as large as the image's header says
 * @handoff: with the memory map
 *
 * Allocates nothing, takes no lock, and may find what it reads damaged.
 *
 * Return: its size; 0 if there can be none.
 */
u64 kexec_bake_write_core(u8 *room, const struct kexec_bake_handoff *handoff);

/**
 * kexec_bake_watch_panic() - enter the image when this kernel panics
 */
void kexec_bake_watch_panic(void);

/**
 * kexec_bake_told_to_stop() - is the stop mark there, and says stop?
 */
bool kexec_bake_told_to_stop(void);

/**
 * kexec_bake_clear_stop() - remove the stop mark, if it's there
 *
 * Other settings of the clock's alarm stay as they are.
 */
void kexec_bake_clear_stop(void);

/**
 * kexec_bake_jump() - leave this kernel
 * @entry: physical address to go to, mapped to itself
 */
void kexec_bake_jump(u64 entry);

#endif
