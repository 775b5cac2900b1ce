// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds the image: linked into this kernel, or in a cpio archive that the boot loader has put
 * before the initrd (driver-api/early-userspace/buffer-format.rst).
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "arch_hooks.h"
#include "internal.h"

#ifdef KEXEC_BAKE_LINKED
extern const u8 kexec_bake_image_start[], kexec_bake_image_end[];
#define IMAGE_SIZE (kexec_bake_image_end - kexec_bake_image_start)
#else
#define kexec_bake_image_start NULL
#define IMAGE_SIZE             0
#endif

/* --- the initrd --------------------------------------------------------------- */

/* buffer-format.rst: a magic number of 6 characters, and 13 fields of 8 hexadecimal digits. */
#define NEWC_HEADER    110
#define NEWC_FIELD(n)  (6 + 8 * (n))
#define NEWC_SIZE      6
#define NEWC_NAME_SIZE 11

/* The rest of the concatenated archives; their members are aligned relative to @start. */
struct archive {
	const char *start;
	const char *at;
	u64 left;
};

static int __init read_field(const char *header, int field, u64 *value)
{
	char text[9];

	memcpy(text, header + NEWC_FIELD(field), 8);
	text[8] = '\0';
	return kstrtou64(text, 16, value);
}

static void __init skip_bytes(struct archive *archive, u64 size)
{
	size = min(size, archive->left);
	archive->at += size;
	archive->left -= size;
}

/* Zeros may lie between archives. */
static void __init skip_zeros(struct archive *archive)
{
	while (archive->left && !*archive->at)
		skip_bytes(archive, 1);
}

/*
 * Reads the member at archive->at and advances past it.
 *
 * Return: 0, or -ENOENT if there is none, or it is compressed or truncated.
 */
static int __init read_member(struct archive *archive, const char **name, u64 *name_size,
			      struct kexec_bake_source *data)
{
	const char *header = archive->at;
	u64 skip;

	if (archive->left < NEWC_HEADER ||
	    (memcmp(header, "070701", 6) && memcmp(header, "070702", 6)) ||
	    read_field(header, NEWC_SIZE, &data->size) ||
	    read_field(header, NEWC_NAME_SIZE, name_size) || !*name_size)
		return -ENOENT;
	skip = ALIGN(header - archive->start + NEWC_HEADER + *name_size, 4) -
	       (header - archive->start);
	if (skip > archive->left || data->size > archive->left - skip)
		return -ENOENT;
	*name = header + NEWC_HEADER;
	data->image = (const u8 *)header + skip;
	skip_bytes(archive, ALIGN(skip + data->size, 4));
	return 0;
}

static int __init find_initrd_image(struct kexec_bake_source *source)
{
	struct archive archive;
	const char *name;
	u64 name_size, start;

	start = kexec_bake_find_initrd(&archive.left);
	archive.start = archive.at = kexec_bake_map_early(start, archive.left);
	if (!start || !archive.start)
		return -ENOENT;
	source->name = KEXEC_BAKE_SOURCE_INITRD;
	do {
		skip_zeros(&archive);
		if (read_member(&archive, &name, &name_size, source))
			return -ENOENT;
	} while (name_size != sizeof(KEXEC_BAKE_CPIO_NAME) ||
		 memcmp(name, KEXEC_BAKE_CPIO_NAME, name_size));
	return 0;
}

int __init kexec_bake_find_image(struct kexec_bake_source *source, bool prefer_initrd)
{
	u64 size = IMAGE_SIZE;

	if ((prefer_initrd || !size) && !find_initrd_image(source))
		return 0;
	*source = (struct kexec_bake_source){
		.name = KEXEC_BAKE_SOURCE_LINKED,
		.image = kexec_bake_image_start,
		.size = size,
	};
	return size ? 0 : -ENOENT;
}
