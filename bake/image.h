/* SPDX-License-Identifier: GPL-2.0-only */
/* An image in pieces, during a bake: its bytes, its digests, and the image format. */
#ifndef BAKE_IMAGE_H
#define BAKE_IMAGE_H

#include "include/kexec_bake.h"
#include "kexec/load/segments.h"
#include "util_lib/error.h"
#include "util_lib/file.h"

/**
 * struct baked_image - an image in pieces
 * @header: header of the image
 * @parts: contents of the image, by address; the bytes between them are zero
 * @count: number of @parts
 */
struct baked_image {
	const struct kexec_bake_header *header;
	const struct segment *parts;
	size_t count;
};

/**
 * bake_sink - take some bytes of an image
 * @context: as given to bake_feed()
 * @data: the bytes, which live as long as the image
 * @size: number of bytes
 *
 * Return: 0, or -1 to end bake_feed().
 */
typedef int bake_sink(void *context, const void *data, size_t size);

/**
 * bake_feed() - pass an image's bytes to a sink, the lowest address first
 * @image: with a valid header
 * @range: the bytes to pass on
 * @sink: called for each piece
 * @context: first argument of @sink
 *
 * Return: 0, or -1 if @sink returned -1.
 */
int bake_feed(const struct baked_image *image, struct kexec_bake_extent range, bake_sink *sink,
	      void *context);

/**
 * bake_write_image() - write an image without a container
 * @output: an open file, to which the image is appended
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_write_image(struct output *output, const struct baked_image *image, struct error *error);

/**
 * bake_digests() - compute the digests that the header must have
 * @image: with a valid header
 * @head_digest: space for 32 bytes
 * @digest: space for 32 bytes
 */
void bake_digests(const struct baked_image *image, uint8_t *head_digest, uint8_t *digest);

#endif
