// SPDX-License-Identifier: GPL-2.0-only
#include "unsupported.h"

#include <string.h>

#include "util_lib/align.h"

static const struct {
	const char *type;
	const char *magic;
	size_t offset, size;
	const char *reason;
} types[] = {
	/* Linux, drivers/firmware/efi/libstub/zboot-header.S: "MZ", 2 bytes of zeros, "zimg". */
	{ "vmlinuz", "zimg", 4, 4,
	  "is an EFI zboot image, a self-unpacking kernel for other machines (a bzImage was expected)" },
	/* Draft Net Boot Image Proposal 0.3 */
	{ "nbi-x86", "\x36\x13\x03\x1b", 0, 4,
	  "is a network boot image, which is no longer supported (the kernel in it was expected)" },
	{ "beoboot-x86", "BeoB", 0, 4,
	  "is a beoboot image, which is no longer supported (the kernel in it was expected)" },
	/* Compressions that util_lib/decompress.c lacks; --type has no names for them. */
	{ NULL, "\x02\x21\x4c\x18", 0, 4,
	  "is compressed with lz4 (gzip, xz, lzma or zstd was expected)" },
	{ NULL, "\x04\x22\x4d\x18", 0, 4,
	  "is compressed with lz4 (gzip, xz, lzma or zstd was expected)" },
	{ NULL, "BZh", 0, 3, "is compressed with bzip2 (gzip, xz, lzma or zstd was expected)" },
	{ NULL, "\x89LZO", 0, 4, "is compressed with lzop (gzip, xz, lzma or zstd was expected)" },
};

#define COUNT ARRAY_SIZE(types)

const char *unsupported_file(const struct blob *file)
{
	size_t i;

	for (i = 0; i < COUNT; i++)
		if (file->size >= types[i].offset + types[i].size &&
		    !memcmp(file->data + types[i].offset, types[i].magic, types[i].size))
			return types[i].reason;
	return NULL;
}

const char *unsupported_type(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT; i++)
		if (types[i].type && !strcmp(name, types[i].type))
			return types[i].reason;
	return NULL;
}
