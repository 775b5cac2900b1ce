// SPDX-License-Identifier: GPL-2.0-only
#include "bzimage.h"

#include <inttypes.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

#define PROTOCOL_MIN 0x020c
/* zero-page.rst: the offset of the first field after the setup header. */
#define SETUP_HEADER_LIMIT       0x290
#define SETUP_HEADER_LENGTH_BASE 0x202
#define KERNEL_VERSION_BASE      0x200

bool is_bzimage_file(const struct blob *file)
{
	return file->size >= X86_HEADER_MAGIC + 4 &&
	       get16(file->data + X86_BOOT_FLAG) == X86_BOOT_FLAG_MAGIC &&
	       !memcmp(file->data + X86_HEADER_MAGIC, "HdrS", 4);
}

static int check_boot_protocol(const char *name, const struct blob *file, struct error *error)
{
	const uint8_t *f = file->data;
	uint16_t version;

	if (!is_bzimage_file(file))
		return fail(error, "%s: is not a Linux/x86 kernel (a bzImage was expected)", name);
	if (file->size < X86_HEADER_END_212)
		return fail(
			error,
			"%s: is cut short: %zu bytes do not hold the setup header (%u were expected)",
			name, file->size, X86_HEADER_END_212);
	version = get16(f + X86_VERSION);
	if (version < PROTOCOL_MIN)
		return fail(error,
			    "%s: boot protocol %u.%02u is too old (2.12 or later was expected)",
			    name, version >> 8, version & 0xff);
	return 0;
}

static int find_setup_header(struct bzimage *image, const char *name, const struct blob *file,
			     struct error *error)
{
	size_t end = SETUP_HEADER_LENGTH_BASE + file->data[X86_HEADER_LENGTH];

	if (end < X86_HEADER_END_212 || end > SETUP_HEADER_LIMIT)
		return fail(error, "%s: its setup header ends at 0x%zx (0x%x to 0x%x was expected)",
			    name, end, X86_HEADER_END_212, SETUP_HEADER_LIMIT);
	if (end > file->size)
		return fail(
			error,
			"%s: is cut short: %zu bytes do not hold the setup header (%zu were expected)",
			name, file->size, end);
	image->setup_header = file->data + X86_SETUP_HEADER;
	image->setup_header_size = end - X86_SETUP_HEADER;
	return 0;
}

static int find_protected_mode_kernel(struct bzimage *image, const char *name,
				      const struct blob *file, struct error *error)
{
	const uint8_t *f = file->data;
	uint64_t sectors = f[X86_SETUP_SECTS] ? f[X86_SETUP_SECTS] : 4;
	uint64_t start = (sectors + 1) * X86_SECTOR_SIZE;

	image->kernel_size = get32(f + X86_SYSSIZE) * 16ull;
	if (image->kernel_size <= X86_ENTRY_64)
		return fail(error,
			    "%s: its kernel is %" PRIu64 " bytes long (more than %u were expected)",
			    name, image->kernel_size, X86_ENTRY_64);
	if (start > file->size || image->kernel_size > file->size - start)
		return fail(error, "%s: is cut short: it has %zu bytes (%" PRIu64 " were expected)",
			    name, file->size, start + image->kernel_size);
	image->setup = f;
	image->setup_size = start;
	image->kernel = f + start;
	return 0;
}

static void read_setup_header_fields(struct bzimage *image, const uint8_t *f)
{
	image->entry_64 = X86_ENTRY_64;
	image->entry_32 = 0;
	image->protocol = get16(f + X86_VERSION);
	image->alignment = get32(f + X86_KERNEL_ALIGNMENT);
	image->relocatable = f[X86_RELOCATABLE_KERNEL];
	image->xloadflags = get16(f + X86_XLOADFLAGS);
	image->initrd_max = get32(f + X86_INITRD_ADDR_MAX);
	image->command_line_max = get32(f + X86_CMDLINE_SIZE);
	image->preferred = get64(f + X86_PREF_ADDRESS);
	image->init_size = get32(f + X86_INIT_SIZE);
}

static int check_setup_header_fields(const struct bzimage *image, const char *name,
				     struct error *error)
{
	uint64_t alignment = image->alignment;

	if (alignment < X86_ZERO_PAGE_SIZE || alignment & (alignment - 1))
		return fail(error,
			    "%s: kernel_alignment is 0x%" PRIx64
			    " (a power of two of at least 0x1000 was expected)",
			    name, alignment);
	if (image->init_size < image->kernel_size)
		return fail(error,
			    "%s: init_size is 0x%" PRIx64 " (at least the kernel's 0x%" PRIx64
			    " was expected)",
			    name, image->init_size, image->kernel_size);
	if (!image->command_line_max)
		return fail(error, "%s: cmdline_size is 0", name);
	return 0;
}

/* A pointer that leads outside the file is ignored, and the version is empty. */
static void find_version_string(struct bzimage *image, const struct blob *file)
{
	size_t start = get16(file->data + X86_KERNEL_VERSION);

	image->version = "";
	image->version_size = 0;
	if (!start || start + KERNEL_VERSION_BASE >= file->size)
		return;
	image->version = (const char *)file->data + start + KERNEL_VERSION_BASE;
	image->version_size = strnlen(image->version, file->size - start - KERNEL_VERSION_BASE);
}

static void find_payload(struct bzimage *image, const uint8_t *f)
{
	uint64_t offset = get32(f + X86_PAYLOAD_OFFSET);
	uint64_t length = get32(f + X86_PAYLOAD_LENGTH);

	image->payload = NULL;
	image->payload_size = 0;
	if (!length || offset + length > image->kernel_size)
		return;
	image->payload = image->kernel + offset;
	image->payload_size = length;
}

int bzimage_parse_any(struct bzimage *image, const char *name, const struct blob *file,
		      struct error *error)
{
	if (check_boot_protocol(name, file, error) || find_setup_header(image, name, file, error) ||
	    find_protected_mode_kernel(image, name, file, error))
		return -1;
	read_setup_header_fields(image, file->data);
	if (check_setup_header_fields(image, name, error))
		return -1;
	find_version_string(image, file);
	find_payload(image, file->data);
	return 0;
}

int bzimage_parse(struct bzimage *image, const char *name, const struct blob *file,
		  struct error *error)
{
	if (bzimage_parse_any(image, name, file, error))
		return -1;
	if (!(image->xloadflags & X86_XLF_KERNEL_64))
		return fail(error, "%s: has no 64-bit entry (a 64-bit kernel was expected)", name);
	return 0;
}

int x86_check_command_line(const struct bzimage *image, const char *name, const char *command_line,
			   uint32_t spare, struct error *error)
{
	size_t length = strlen(command_line);
	uint32_t max = image->command_line_max;

	max = max > spare ? max - spare : 0;
	if (length <= max)
		return 0;
	return fail(error,
		    "%s: the command line is %zu bytes long (at most %" PRIu32 " were expected)",
		    name, length, max);
}

int x86_place_boot_params(struct segments *segments, const struct bzimage *image, const char *name,
			  const char *command_line, uint32_t spare, uint8_t *boot_params,
			  struct linux_parts *parts, struct error *error)
{
	size_t length = strlen(command_line);
	struct segment params = {
		.name = "boot_params",
		.content = boot_params,
		.stored = X86_ZERO_PAGE_SIZE,
		.size = X86_ZERO_PAGE_SIZE,
	};
	struct segment line = {
		.name = "command line",
		.content = command_line,
		.stored = length + 1,
		.size = length + 1 + spare,
	};

	if (x86_check_command_line(image, name, command_line, spare, error))
		return -1;
	if (segments_place(segments, params, PLACE_PAGE, &parts->boot_params, error))
		return -1;
	return segments_place(segments, line, PLACE_PAGE, &parts->command_line, error);
}

/*
 * boot.rst, "pref_address": a relocatable kernel that is entered below this address moves up to
 * it, and a kernel that is not relocatable runs nowhere else.
 */
int x86_place_kernel(struct segments *segments, const struct bzimage *image, const char *name,
		     struct linux_parts *parts, struct error *error)
{
	struct segment kernel = {
		.name = "kernel",
		.content = image->kernel,
		.stored = image->kernel_size,
		.size = image->init_size,
	};
	struct placement where = {
		.align = image->alignment,
		.within = { .start = image->preferred, .end = UINT64_MAX },
	};
	struct error why;

	if (!image->relocatable) {
		where.within.end =
			image->preferred + round_up(image->init_size, X86_ZERO_PAGE_SIZE);
		where.align = X86_ZERO_PAGE_SIZE;
	}
	if (!segments_place(segments, kernel, where, &parts->kernel, &why))
		return 0;
	if (!image->relocatable)
		return fail(
			error,
			"%s: is not relocatable, and has no free memory at the one address where it runs, 0x%" PRIx64
			" (0x%" PRIx64 " bytes were expected there)",
			name, image->preferred, image->init_size);
	return fail(error, "%s: %s", name, why.text);
}

void x86_fill_boot_params(uint8_t *boot_params, const struct bzimage *image,
			  const struct linux_parts *parts, uint64_t initrd_size)
{
	uint64_t initrd = initrd_size ? parts->initrd : 0;
	uint8_t *p = boot_params;

	memset(p, 0, X86_ZERO_PAGE_SIZE);
	memcpy(p + X86_SETUP_HEADER, image->setup_header, image->setup_header_size);
	p[X86_TYPE_OF_LOADER] = X86_TYPE_OF_LOADER_KEXEC;
	p[X86_LOADFLAGS] |= X86_LOADFLAGS_LOADED_HIGH;
	put16(p + X86_VID_MODE, X86_VID_MODE_NORMAL);
	put64(p + X86_SETUP_DATA, 0);

	put32(p + X86_CMD_LINE_PTR, parts->command_line);
	put32(p + X86_EXT_CMD_LINE_PTR, parts->command_line >> 32);
	put32(p + X86_RAMDISK_IMAGE, initrd);
	put32(p + X86_EXT_RAMDISK_IMAGE, initrd >> 32);
	put32(p + X86_RAMDISK_SIZE, initrd_size);
	put32(p + X86_EXT_RAMDISK_SIZE, initrd_size >> 32);
}
