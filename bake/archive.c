// SPDX-License-Identifier: GPL-2.0-only
/* The cpio format: an archive that a boot loader can pass before an initrd. */
#include "archive.h"

#include <string.h>

#include "util_lib/cpio.h"

static int write_head(struct output *output, const struct cpio_member *member, struct error *error)
{
	uint8_t head[CPIO_HEAD_MAX];

	return output_write(output, head, cpio_head(head, member), error);
}

static int write_padding(struct output *output, uint64_t size, struct error *error)
{
	static const uint8_t zeros[4];

	return output_write(output, zeros, cpio_padding(size), error);
}

int bake_write_archive(struct output *output, const struct baked_image *image, struct error *error)
{
	const struct cpio_member member = {
		.mode = CPIO_FILE | 0400,
		.name = KEXEC_BAKE_CPIO_NAME,
		.name_size = strlen(KEXEC_BAKE_CPIO_NAME),
		.size = image->header->image_size,
	};
	const struct cpio_member trailer = {
		.name = CPIO_TRAILER,
		.name_size = strlen(CPIO_TRAILER),
	};

	if (write_head(output, &member, error) || bake_write_image(output, image, error) ||
	    write_padding(output, member.size, error))
		return -1;
	return write_head(output, &trailer, error);
}
