// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the image comes from: it's linked in, or the boot loader has put a
 * cpio archive with it in front of the initrd (buffer-format.rst).
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <asm/setup.h>

#include "internal.h"

#ifdef KEXEC_BAKE_LINKED
extern const u8 kexec_bake_image_start[], kexec_bake_image_end[];
#define IMAGE_SIZE (kexec_bake_image_end - kexec_bake_image_start)
#else
#define kexec_bake_image_start NULL
#define IMAGE_SIZE             0
#endif

/* An entry for what the CPU can't address would be a fault that has no end. */
void *__init kexec_bake_reach(u64 address, u64 size)
{
	u32 mapped = kexec_bake_five_levels() ? 52 : 46;
	u32 bits = min(cpuid_eax(0x80000008) & 0xff, mapped);

	if (address + size < address || (address + size - 1) >> bits)
		return NULL;
	return __va(address);
}

/* --- the initrd --------------------------------------------------------------- */

#define NEWC_HEADER    110
#define NEWC_FIELD(n)  (6 + 8 * (n))
#define NEWC_SIZE      6
#define NEWC_NAME_SIZE 11

/* What is left of the archives; their members are aligned to their start. */
struct archive {
	const char *start;
	const char *at;
	u64 left;
};

u64 __init kexec_bake_initrd(u64 *size)
{
	*size = boot_params.hdr.ramdisk_size | (u64)boot_params.ext_ramdisk_size << 32;
	return boot_params.hdr.ramdisk_image | (u64)boot_params.ext_ramdisk_image << 32;
}

static bool __init number(const char *header, int field, u64 *value)
{
	char text[9];

	memcpy(text, header + NEWC_FIELD(field), 8);
	text[8] = '\0';
	return !kstrtou64(text, 16, value);
}

static void __init go_on(struct archive *archive, u64 size)
{
	size = min(size, archive->left);
	archive->at += size;
	archive->left -= size;
}

/* Zeros may lie between archives. */
static void __init skip_zeros(struct archive *archive)
{
	while (archive->left && !*archive->at)
		go_on(archive, 1);
}

/*
 * The member at archive->at; moves behind it.
 *
 * Return: false if there's none, as what is packed or cut short is none.
 */
static bool __init next_member(struct archive *archive, const char **name, u64 *name_size,
			       struct kexec_bake_source *data)
{
	const char *header = archive->at;
	u64 skip;

	if (archive->left < NEWC_HEADER ||
	    (memcmp(header, "070701", 6) && memcmp(header, "070702", 6)) ||
	    !number(header, NEWC_SIZE, &data->size) || !number(header, NEWC_NAME_SIZE, name_size) ||
	    !*name_size)
		return false;
	skip = ALIGN(header - archive->start + NEWC_HEADER + *name_size, 4) -
	       (header - archive->start);
	if (skip > archive->left || data->size > archive->left - skip)
		return false;
	*name = header + NEWC_HEADER;
	data->image = (const u8 *)header + skip;
	go_on(archive, ALIGN(skip + data->size, 4));
	return true;
}

static bool __init find_in_initrd(struct kexec_bake_source *source)
{
	struct archive archive;
	const char *name;
	u64 name_size, start;

	start = kexec_bake_initrd(&archive.left);
	archive.start = archive.at = kexec_bake_reach(start, archive.left);
	if (!start || !archive.start)
		return false;
	source->name = "initrd";
	do {
		skip_zeros(&archive);
		if (!next_member(&archive, &name, &name_size, source))
			return false;
	} while (name_size != sizeof(KEXEC_BAKE_CPIO_NAME) ||
		 memcmp(name, KEXEC_BAKE_CPIO_NAME, name_size));
	return true;
}

bool __init kexec_bake_find(struct kexec_bake_source *source, bool prefer_initrd)
{
	u64 size = IMAGE_SIZE;

	if ((prefer_initrd || !size) && find_in_initrd(source))
		return true;
	*source = (struct kexec_bake_source){
		.name = "linked",
		.image = kexec_bake_image_start,
		.size = size,
	};
	return size;
}
