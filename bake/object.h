/* SPDX-License-Identifier: GPL-2.0-only */
/* The elf format: an ELF relocatable with the image in it. */
#ifndef BAKE_OBJECT_H
#define BAKE_OBJECT_H

#include "image.h"

/**
 * bake_write_object() - write an image as an ELF relocatable
 * @output: an empty file
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_write_object(struct output *output, const struct baked_image *image, struct error *error);

#endif
