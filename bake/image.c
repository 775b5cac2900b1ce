// SPDX-License-Identifier: GPL-2.0-only
/* An image may be as large as all memory, so its pieces are never joined. */
#include "image.h"

#include "util_lib/sha256.h"

/* Not const, so that the zeros take no space in the program's file. */
static uint8_t zeros[1 << 16];

static int feed_zeros(uint64_t size, bake_sink *sink, void *context)
{
	uint64_t n;

	for (; size; size -= n) {
		n = size < sizeof(zeros) ? size : sizeof(zeros);
		if (sink(context, zeros, n))
			return -1;
	}
	return 0;
}

/* Returns the bytes from @at to the content of @part, or to @end. */
static uint64_t gap_before(const struct segment *part, uint64_t at, uint64_t end)
{
	if (part->address <= at)
		return 0;
	return (part->address < end ? part->address : end) - at;
}

/* Returns the bytes of @part's content from @at to @end. */
static uint64_t content_at(const struct segment *part, uint64_t at, uint64_t end)
{
	uint64_t content_end = part->content ? part->address + part->stored : 0;

	if (content_end > end)
		content_end = end;
	return part->address <= at && content_end > at ? content_end - at : 0;
}

int bake_feed(const struct baked_image *image, struct kexec_bake_extent range, bake_sink *sink,
	      void *context)
{
	const struct segment *part = image->parts;
	uint64_t at = image->header->load_addr + range.offset;
	uint64_t n, end = at + range.size;

	for (; part < image->parts + image->count; part++) {
		n = gap_before(part, at, end);
		if (feed_zeros(n, sink, context))
			return -1;
		at += n;
		n = content_at(part, at, end);
		if (n && sink(context, (const uint8_t *)part->content + (at - part->address), n))
			return -1;
		at += n;
	}
	return feed_zeros(end - at, sink, context);
}

struct writing {
	struct output *output;
	struct error *error;
};

static int write_piece(void *context, const void *data, size_t size)
{
	struct writing *writing = context;

	return output_write(writing->output, data, size, writing->error);
}

int bake_write_image(struct output *output, const struct baked_image *image, struct error *error)
{
	struct writing writing = { output, error };

	return bake_feed(image, (struct kexec_bake_extent){ 0, image->header->image_size },
			 write_piece, &writing);
}

static int add_to_digest(void *sha, const void *data, size_t size)
{
	sha256_add(sha, data, size);
	return 0;
}

static void add_sealed(struct sha256 *sha, const struct baked_image *image, int from, int to)
{
	for (; from < to; from++)
		bake_feed(image, image->header->sealed[from], add_to_digest, sha);
}

void bake_digests(const struct baked_image *image, uint8_t *head_digest, uint8_t *digest)
{
	struct sha256 head, all;

	sha256_start(&head);
	add_sealed(&head, image, 0, KEXEC_BAKE_SEALED_INITRD);
	all = head;
	add_sealed(&all, image, KEXEC_BAKE_SEALED_INITRD, KEXEC_BAKE_SEALED_COUNT);
	sha256_end(&head, head_digest);
	sha256_end(&all, digest);
}
