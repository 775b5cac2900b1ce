// SPDX-License-Identifier: GPL-2.0-only
/*
 * The code between two kernels.  It has five steps; a step that fails prints the reason and
 * resets the machine:
 *
 * 1. apply the fix-ups if the purgatory runs elsewhere than it was placed
 * 2. check the digest
 * 3. merge the hand-off block into the kernel's parameters
 * 4. put the CPU in the state that the boot protocol requires
 * 5. enter the kernel
 *
 * All of this code is position-independent and calls nothing outside the purgatory.
 */
#include "purgatory.h"

#include <string.h>

#include "util_lib/sha256.h"

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
		sha256_add(&sha, pointer_to(info->sealed[i].start), info->sealed[i].size);
	sha256_end(&sha, digest);
	if (memcmp(digest, pointer_to(info->digest), sizeof(digest)))
		give_up("the capture kernel is damaged: its digest is wrong");
}

/* Returns the info with all addresses moved by @distance, to where the purgatory runs. */
static struct purgatory_info move_info(const struct purgatory_info *self, uint64_t distance)
{
	struct purgatory_info info;
	int i;

	memcpy(&info, self, sizeof(info));
	info.self += distance;
	info.entry += distance;
	arch_move_addresses(&info, distance);
	move_address(&info.digest, distance);
	move_address(&info.handoff, distance);
	move_address(&info.header, distance);
	move_address(&info.jump_back, distance);
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
 * The digest is that of the image as baked.  Fix-ups that are applied already are undone
 * before the check.  No part that a fix-up changes is in use yet.
 */
static void check_moved_image(const struct purgatory_info *info, uint64_t distance)
{
	struct kexec_bake_header *header = pointer_to(info->header);

	if (!header || !header->fixups.size)
		give_up_here(info, distance, "it can't be moved");
	/* The table lies before this code. */
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
 * The initrd and the oops archive are passed to the kernel as one initrd.  No digest covers the
 * bytes between them, and the kernel would unpack those as well.
 */
static void clear_gap(const struct purgatory_info *info)
{
	uint64_t end = info->initrd.start + info->initrd.size;

	if (info->initrd.size && end < info->oops.start)
		memset(pointer_to(end), 0, info->oops.start - end);
}

/* The log is worth more than anything that can be missing here, so the kernel is entered anyway. */
static void print_missing(const char *why, const char *what)
{
	if (!why)
		return;
	print("purgatory: ");
	print(why);
	print(what);
}

static void merge_all(const struct purgatory_info *info)
{
	const char *why;

	if (!info->handoff)
		return;
	clear_gap(info);
	why = arch_merge_handoff(info, pointer_to(info->handoff), arch_parameters(info));
	if (why)
		give_up(why);
	print_missing(merge_elfcorehdr(info, pointer_to(info->handoff)),
		      ", no /proc/vmcore for the kernel\n");
	print_missing(merge_efi(info, pointer_to(info->handoff), arch_parameters(info)),
		      ", no EFI for the kernel\n");
}

/* The kernel reads the address for its jump back at the end of its command line. */
static void write_return_address(const struct purgatory_info *info, uint64_t return_to)
{
	if (info->jump_back)
		put_hex(pointer_to(info->jump_back), return_to, PURGATORY_JUMP_BACK_DIGITS);
}

void purgatory(struct purgatory_info *self, uint64_t return_to)
{
	uint64_t distance = (uintptr_t)self - self->self;
	struct purgatory_info info;

	arch_catch_faults();
	arch_console_start();
	info = move_info(self, distance);
	if (distance)
		check_moved_image(&info, distance);
	else
		check_digest(&info);
	/* The kernel changes its memory, so a second call checks nothing. */
	if (info.flags & PURGATORY_RETURNS)
		self->digest = 0;
	merge_all(&info);
	write_return_address(&info, return_to);
	print(info.digest ? "purgatory: digest ok, entering the kernel\n" :
			    "purgatory: entering the kernel unchecked\n");
	arch_pass_parameters(&info);
	arch_enter(&info, return_to);
}
