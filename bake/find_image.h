/* SPDX-License-Identifier: GPL-2.0-only */
/* The image in a file of any type that can hold one. */
#ifndef BAKE_FIND_IMAGE_H
#define BAKE_FIND_IMAGE_H

#include "include/kexec_bake.h"
#include "util_lib/error.h"
#include "util_lib/file.h"

/**
 * struct found_image - an image in a file
 * @image: first byte of the image, in @file or in @unpacked
 * @container: type of the file, for display
 * @header: a copy of the image's valid header
 * @file: bytes of the file
 * @unpacked: bytes that were decompressed from the file
 */
struct found_image {
	const uint8_t *image;
	const char *container;
	struct kexec_bake_header header;
	struct blob file;
	struct blob unpacked;
};

/**
 * found_image_open() - find the image in an object, an image, an archive, a vmlinux or a
 *			compressed kernel
 * @found: to be filled; freed by found_image_close()
 * @path: file name
 * @error: filled on failure; then @found is empty
 *
 * Return: 0, or -1 with @error filled.
 */
int found_image_open(struct found_image *found, const char *path, struct error *error);

/**
 * found_image_close() - free an image's memory
 * @found: as filled by found_image_open()
 */
void found_image_close(struct found_image *found);

/**
 * found_image_check_command_line() - check that the command line is terminated, with space after it
 * @found: the image
 * @path: file name
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int found_image_check_command_line(const struct found_image *found, const char *path,
				   struct error *error);

#endif
