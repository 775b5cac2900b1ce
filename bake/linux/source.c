// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the image comes from: it's linked in, or the boot loader has put a
 * cpio archive with it in front of the initrd (buffer-format.rst).  That is
 * not mapped so early, and only small pieces of it can be.
 */
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <asm/setup.h>

#include "internal.h"

/* The early fixmap takes twice as much. */
#define PIECE		0x20000u

#ifdef KEXEC_BAKE_LINKED
extern const u8 kexec_bake_image_start[], kexec_bake_image_end[];
#define IMAGE_SIZE	(kexec_bake_image_end - kexec_bake_image_start)
#else
#define kexec_bake_image_start	NULL
#define IMAGE_SIZE	0
#endif

bool __init kexec_bake_peek(u64 from, void *to, u64 size)
{
	void *p;

	/* An entry for what the CPU can't address is a fault of its own. */
	if (from + size < from || (from + size - 1) >> boot_cpu_data.x86_phys_bits)
		return false;
	p = early_memremap(from, size);
	if (!p)
		return false;
	memcpy(to, p, size);
	early_memunmap(p, size);
	return true;
}

bool __init kexec_bake_read(const struct kexec_bake_source *source, u64 offset,
			    void *to, u64 size)
{
	u64 n;

	if (source->linked) {
		memcpy(to, source->linked + offset, size);
		return true;
	}
	for (; size; size -= n, offset += n, to += n) {
		n = min_t(u64, size, PIECE);
		if (!kexec_bake_peek(source->address + offset, to, n))
			return false;
	}
	return true;
}

bool __init kexec_bake_copy(const struct kexec_bake_source *source, u64 offset,
			    u64 to, u64 size)
{
	bool done = true;
	void *p;
	u64 n;

	for (; size && done; size -= n, offset += n, to += n) {
		n = min_t(u64, size, PIECE);
		p = early_memremap(to, n);
		if (!p)
			return false;
		if (source)
			done = kexec_bake_read(source, offset, p, n);
		else
			memset(p, 0, n);
		early_memunmap(p, n);
	}
	return done;
}

/* --- the initrd --------------------------------------------------------------- */

#define NEWC_HEADER	110
#define NEWC_FIELD(n)	(6 + 8 * (n))
#define NEWC_SIZE	6
#define NEWC_NAME_SIZE	11

struct archive {
	u64 at;
	u64 end;
};

u64 __init kexec_bake_initrd(u64 *size)
{
	*size = boot_params.hdr.ramdisk_size |
		(u64)boot_params.ext_ramdisk_size << 32;
	return boot_params.hdr.ramdisk_image |
	       (u64)boot_params.ext_ramdisk_image << 32;
}

static bool __init number(const char *header, int field, u64 *value)
{
	char text[9];

	memcpy(text, header + NEWC_FIELD(field), 8);
	text[8] = '\0';
	return !kstrtou64(text, 16, value);
}

/* Zeros may lie between archives. */
static void __init skip_zeros(struct archive *archive)
{
	static u8 piece[KEXEC_BAKE_PAGE] __initdata;
	u64 i, n;

	for (; archive->at < archive->end; archive->at += n) {
		n = min_t(u64, archive->end - archive->at, sizeof(piece));
		if (!kexec_bake_peek(archive->at, piece, n))
			return;
		for (i = 0; i < n; i++) {
			if (!piece[i])
				continue;
			archive->at += i;
			return;
		}
	}
}

/*
 * The member at archive->at; moves behind it.
 *
 * Return: false if there's none, as what is packed or cut short is none.
 */
static bool __init next_member(struct archive *archive, u64 start, char *name,
			       u64 room, u64 *data, u64 *size)
{
	u64 left = archive->end - archive->at, name_size, skip;
	char header[NEWC_HEADER];

	if (left < sizeof(header) ||
	    !kexec_bake_peek(archive->at, header, sizeof(header)) ||
	    (memcmp(header, "070701", 6) && memcmp(header, "070702", 6)) ||
	    !number(header, NEWC_SIZE, size) ||
	    !number(header, NEWC_NAME_SIZE, &name_size) || !name_size)
		return false;
	skip = ALIGN(archive->at - start + sizeof(header) + name_size, 4) -
	       (archive->at - start);
	if (skip > left || *size > left - skip)
		return false;
	name[0] = '\0';
	if (name_size <= room &&
	    !kexec_bake_peek(archive->at + sizeof(header), name, name_size))
		return false;
	*data = archive->at + skip;
	archive->at += min(left, ALIGN(skip + *size, 4));
	return true;
}

static bool __init find_in_initrd(struct kexec_bake_source *source)
{
	char name[sizeof(KEXEC_BAKE_CPIO_NAME)];
	struct archive archive;
	u64 start, size, data;

	start = kexec_bake_initrd(&size);
	archive = (struct archive){ start, start + size };
	if (!start || archive.end < start)
		return false;
	do {
		skip_zeros(&archive);
		if (!next_member(&archive, start, name, sizeof(name), &data,
				 &size))
			return false;
	} while (memcmp(name, KEXEC_BAKE_CPIO_NAME, sizeof(name)));
	*source = (struct kexec_bake_source){
		.name = "initrd", .address = data, .size = size,
	};
	return true;
}

bool __init kexec_bake_find(struct kexec_bake_source *source, bool prefer_initrd)
{
	u64 size = IMAGE_SIZE;

	if ((prefer_initrd || !size) && find_in_initrd(source))
		return true;
	*source = (struct kexec_bake_source){
		.name = "linked", .linked = kexec_bake_image_start,
		.size = size,
	};
	return size;
}
