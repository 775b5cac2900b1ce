/* SPDX-License-Identifier: GPL-2.0-only */
/* The cpio format: an archive whose only member is the image. */
#ifndef BAKE_ARCHIVE_H
#define BAKE_ARCHIVE_H

#include "image.h"

/**
 * bake_write_archive() - write an image as the only member of an archive
 * @output: an empty file
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_write_archive(struct output *output, const struct baked_image *image, struct error *error);

#endif
