/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The internal interfaces of the kernel side, except for those of an architecture (arch_hooks.h).
 */
#ifndef KEXEC_BAKE_INTERNAL_H
#define KEXEC_BAKE_INTERNAL_H

#include <linux/types.h>
#include <crypto/sha2.h>

#include "include/kexec_bake.h"
#include "include/kexec_bake_oops.h"

#include "free_place.h"

struct pt_regs;

/**
 * struct kexec_bake_image - the state of the placed image
 * @armed: a panic enters the image
 * @why_not: the reason if the image is not armed
 * @source: KEXEC_BAKE_SOURCE_*
 * @verified: KEXEC_BAKE_VERIFIED_*
 * @base: physical address of the region
 * @head_digest: SHA-256 of header and head as they lie in the region
 * @header: a copy of the header, out of reach of a stray write to the region
 */
struct kexec_bake_image {
	bool armed;
	char why_not[160];
	const char *source;
	const char *verified;
	u64 base;
	u8 head_digest[SHA256_DIGEST_SIZE];
	struct kexec_bake_header header;
};

extern struct kexec_bake_image kexec_bake_image;

/**
 * struct kexec_bake_source - an image before it is placed
 * @name: KEXEC_BAKE_SOURCE_*
 * @image: the image's first byte
 * @size: number of bytes that may be read at @image
 */
struct kexec_bake_source {
	const char *name;
	const u8 *image;
	u64 size;
};

/* --- at boot -------------------------------------------------------------------- */

/**
 * kexec_bake_init() - place the image, and arm it if that succeeds
 *
 * The architecture calls this as early in start_kernel() as it can.
 */
void kexec_bake_init(void);

/**
 * kexec_bake_find_image() - look for an image
 * @source: to be filled
 * @prefer_initrd: an image in the initrd takes precedence over a linked one
 *
 * Return: 0, or -ENOENT.
 */
int kexec_bake_find_image(struct kexec_bake_source *source, bool prefer_initrd);

/**
 * kexec_bake_add_reserved() - add a range of memory that is in use
 * @space: memory to which the range is added
 * @start: physical address of the range's first byte
 * @end: physical address after the range's last byte
 * @holder: the predicate of a sentence whose subject is the range: "holds the initrd"
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_add_reserved(struct kexec_bake_space *space, u64 start, u64 end,
				    const char *holder);

/**
 * kexec_bake_add_crashkernel() - add the memory that crashkernel=SIZE@ADDRESS names
 * @space: memory to which the ranges are added; its map must be filled
 * @line: a command line
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_add_crashkernel(struct kexec_bake_space *space, char *line);

/**
 * kexec_bake_add_map_entry() - add a range to the hand-off's memory map
 * @handoff: block to which the range is added
 * @start: physical address
 * @size: in bytes; a range of 0 bytes is ignored
 * @type: KEXEC_BAKE_MAP_*
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_add_map_entry(struct kexec_bake_handoff *handoff, u64 start, u64 size,
				     u32 type);

/**
 * kexec_bake_verify_image() - check the placed image against its digests
 *
 * Fills kexec_bake_image.verified and .head_digest.
 *
 * Return: NULL, or a reason.
 */
const char *kexec_bake_verify_image(void);

/**
 * kexec_bake_relocate_image() - apply the fix-ups for the address of the region
 *
 * Without CONFIG_KEXEC_BAKE_FIXUP_AT_BOOT this does nothing, and the purgatory applies them.
 */
void kexec_bake_relocate_image(void);

/**
 * kexec_bake_digest_head() - compute the SHA-256 of header and head
 * @image: the placed image
 * @digest: SHA256_DIGEST_SIZE bytes, to be filled
 */
void kexec_bake_digest_head(const u8 *image, u8 *digest);

/**
 * kexec_bake_register_panic_notifier() - register a panic notifier that enters the image
 */
void kexec_bake_register_panic_notifier(void);

/* --- after a crash ---------------------------------------------------------------- */

/**
 * kexec_bake_enter() - capture this crash: enter the image
 * @reason: panic()'s message
 * @regs: registers at the crash; NULL: those of the caller
 *
 * Returns if no image is armed, if the head is damaged, or if the capture itself crashed at a point
 * from which it cannot continue.
 */
void kexec_bake_enter(const char *reason, const struct pt_regs *regs);

/**
 * kexec_bake_write_oops_archive() - write the log and the facts for the capture kernel
 * @archive: the image's oops extent
 * @size: bytes that may be written there, at least KEXEC_BAKE_OOPS_MIN
 * @reason: panic()'s message
 *
 * Writes a cpio archive (driver-api/early-userspace/buffer-format.rst).
 * Allocates nothing, takes no lock, prints nothing.
 *
 * Return: the archive's size, a multiple of 4.
 */
u64 kexec_bake_write_oops_archive(u8 *archive, u64 size, const char *reason);

/**
 * kexec_bake_write_elfcorehdr() - write the ELF headers of this kernel's /proc/vmcore
 * @buffer: the image's elfcorehdr extent
 * @handoff: holds the memory map
 *
 * Allocates nothing, takes no lock, and may read damaged data.
 *
 * Return: the size of headers and notes; 0 if none can be written.
 */
u64 kexec_bake_write_elfcorehdr(u8 *buffer, const struct kexec_bake_handoff *handoff);

#endif
