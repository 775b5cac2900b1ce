/* SPDX-License-Identifier: GPL-2.0-only */
/* An image of a small kernel, made by bake() in files that are removed again. */
#ifndef TESTS_UNIT_BAKED_H
#define TESTS_UNIT_BAKED_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bake/bake.h"
#include "kexec/arch.h"
#include "include/purgatory_info.h"
#include "util_lib/file.h"
#include "util_lib/little_endian.h"
#include "unit.h"

#define KERNEL_ALIGNMENT 0x200000ull
#define COMMAND_LINE     "some words"

/* Offsets: boot.rst. */
static inline void write_kernel(const char *path)
{
	static uint8_t bytes[4 * 512 + 0x1000];
	FILE *out = fopen(path, "w");

	memset(bytes, 0x90, sizeof(bytes));
	memset(bytes, 0, 4 * 512);
	bytes[0x1f1] = 3;                  /* setup_sects */
	put32(bytes + 0x1f4, 0x1000 / 16); /* syssize */
	put16(bytes + 0x1fe, 0xaa55);      /* boot_flag */
	put16(bytes + 0x200, 0x6aeb);      /* jump */
	memcpy(bytes + 0x202, "HdrS", 4);
	put16(bytes + 0x206, 0x20f);      /* version */
	put32(bytes + 0x22c, 0x7fffffff); /* initrd_addr_max */
	put32(bytes + 0x230, KERNEL_ALIGNMENT);
	bytes[0x234] = 1;                /* relocatable_kernel */
	put16(bytes + 0x236, 0x3f);      /* xloadflags */
	put32(bytes + 0x238, 2047);      /* cmdline_size */
	put64(bytes + 0x258, 0x1000000); /* pref_address */
	put32(bytes + 0x260, 0x10000);   /* init_size */
	ck_assert(out && fwrite(bytes, sizeof(bytes), 1, out) == 1 && !fclose(out));
}

static inline int no_report(const struct bake_request *request, const struct bake_result *result,
			    struct error *error)
{
	(void)request;
	(void)result;
	(void)error;
	return 0;
}

/**
 * bake_small() - bake a small kernel with EFI
 * @address: address for which the image is baked
 * @relocatable: the image has fix-ups
 * @initrd: the image has an initrd
 *
 * Return: the image, to be freed by blob_free().
 */
static inline struct blob bake_small(uint64_t address, bool relocatable, bool initrd)
{
	char directory[] = "/tmp/unit-XXXXXX", kernel[32], packed[32], out[32];
	const char *initrds[] = { packed };
	struct error error;
	struct bake_request request = {
		.kernel = kernel,
		.initrds = initrds,
		.initrd_count = initrd,
		.command_line = COMMAND_LINE,
		.address = address,
		.relocatable = relocatable,
		.efi = true,
		.arch = arch_request_new(&error),
		.format = BAKE_IMAGE,
		.output = out,
	};
	struct blob image;
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(kernel, sizeof(kernel), "%s/k", directory);
	snprintf(packed, sizeof(packed), "%s/i", directory);
	snprintf(out, sizeof(out), "%s/o", directory);
	write_kernel(kernel);
	f = fopen(packed, "w");
	ck_assert(f && fputs("an initrd", f) >= 0 && !fclose(f));
	ck_assert_msg(!bake(&request, no_report, &error), "%s", error.text);
	ck_assert_msg(!file_read(out, &image, &error), "%s", error.text);
	unlink(kernel);
	unlink(packed);
	unlink(out);
	rmdir(directory);
	free((void *)request.arch);
	return image;
}

/* Returns a copy of the header of @image. */
static inline struct kexec_bake_header header_of(const void *image)
{
	struct kexec_bake_header h;

	memcpy(&h, image, sizeof(h));
	return h;
}

#endif
