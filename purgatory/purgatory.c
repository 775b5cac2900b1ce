// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that runs between two kernels, on what is left of a machine.  Its five
 * duties, in this order; whichever fails says why and resets the machine:
 *
 * 1. apply the fix-ups if it runs elsewhere than it was placed
 * 2. check the digest
 * 3. merge the hand-off block into the zero page
 * 4. put the CPU in the state that the boot protocol asks for
 * 5. enter the kernel
 *
 * All of it is position-independent and calls nothing outside.
 */
#include "purgatory.h"

#include <string.h>

#include "util_lib/sha256.h"

static inline void *at(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

static void check_digest(const struct purgatory_info *info)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256 sha;
	uint32_t i;

	if (!info->digest)
		return;
	if (info->sealed_count > PURGATORY_MAX_SEALED)
		give_up("more sealed ranges than it can hold");

	sha256_start(&sha);
	for (i = 0; i < info->sealed_count; i++)
		sha256_add(&sha, at(info->sealed[i].start), info->sealed[i].size);
	sha256_end(&sha, digest);
	if (memcmp(digest, at(info->digest), sizeof(digest)))
		give_up("the capture kernel is damaged: its digest is wrong");
}

static void move(uint64_t *address, uint64_t distance)
{
	if (*address)
		*address += distance;
}

/* The orders with all addresses as they are where this runs. */
static struct purgatory_info moved(const struct purgatory_info *self, uint64_t distance)
{
	struct purgatory_info info;
	int i;

	memcpy(&info, self, sizeof(info));
	info.self += distance;
	info.entry += distance;
	move(&info.x86.boot_params, distance);
	move(&info.x86.top_4level, distance);
	move(&info.x86.top_5level, distance);
	move(&info.digest, distance);
	move(&info.handoff, distance);
	move(&info.header, distance);
	move(&info.jump_back, distance);
	info.region.start += distance;
	info.initrd.start += distance;
	info.oops.start += distance;
	info.elfcorehdr.start += distance;
	info.command_line.start += distance;
	for (i = 0; i < PURGATORY_MAX_SEALED; i++)
		info.sealed[i].start += distance;
	return info;
}

static _Noreturn void give_up_here(const struct purgatory_info *info, uint64_t distance,
				   const char *why)
{
	print("purgatory: it lies at ");
	print_hex(info->self);
	print(" and was placed at ");
	print_hex(info->self - distance);
	give_up(why);
}

/*
 * The digest is that of the image as it was baked, so fix-ups that whoever
 * placed it has applied are undone before it's checked.  The page tables among
 * what they change are not in use yet.
 */
static void check_moved(const struct purgatory_info *info, uint64_t distance)
{
	struct kexec_bake_header *header = at(info->header);

	if (!header || !header->fixups.size)
		give_up_here(info, distance, "it can't be moved");
	/* The table lies in front of this code. */
	if (kexec_bake_check_fixups(header, info->self - info->header))
		give_up("a fix-up lies outside what may be moved");
	if (header->placed_at == info->header)
		kexec_bake_apply_fixups(header, -distance);
	else if (header->placed_at)
		give_up_here(info, distance, "its fix-ups are applied for another place");
	check_digest(info);
	kexec_bake_apply_fixups(header, distance);
}

/*
 * The kernel is given initrd and record as one.  What lies between them is
 * under no digest, and would be unpacked as well.
 */
static void clear_gap(const struct purgatory_info *info)
{
	uint64_t end = info->initrd.start + info->initrd.size;

	if (info->initrd.size && end < info->oops.start)
		memset(at(end), 0, info->oops.start - end);
}

/* What the log is worth more than. */
static void say_missing(const char *why, const char *what)
{
	if (!why)
		return;
	print("purgatory: ");
	print(why);
	print(what);
}

static void merge(const struct purgatory_info *info)
{
	const char *why;

	if (!info->handoff)
		return;
	clear_gap(info);
	why = merge_handoff(info, at(info->handoff), at(info->x86.boot_params));
	if (why)
		give_up(why);
	say_missing(merge_core(info, at(info->handoff)), ", no /proc/vmcore for the kernel\n");
	say_missing(merge_efi(info, at(info->handoff), at(info->x86.boot_params)),
		    ", no EFI for the kernel\n");
}

/* Last on the command line: what the kernel needs to know to come back. */
static void tell_way_back(const struct purgatory_info *info, uint64_t return_to)
{
	if (info->jump_back)
		put_hex(at(info->jump_back), return_to, PURGATORY_JUMP_BACK_DIGITS);
}

void purgatory(struct purgatory_info *self, uint64_t return_to)
{
	uint64_t distance = (uintptr_t)self - self->self;
	struct purgatory_info info;

	arch_catch_faults();
	arch_console_start();
	info = moved(self, distance);
	if (distance)
		check_moved(&info, distance);
	else
		check_digest(&info);
	/* If it's called again, what was entered has changed its memory. */
	if (info.flags & PURGATORY_RETURNS)
		self->digest = 0;
	merge(&info);
	tell_way_back(&info, return_to);
	print(info.digest ? "purgatory: digest ok, entering the kernel\n" :
			    "purgatory: entering the kernel unchecked\n");
	if (info.x86.boot_params)
		info.x86_registers.rsi = info.x86.boot_params;
	arch_enter(&info, return_to);
}
