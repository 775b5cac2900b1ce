// SPDX-License-Identifier: GPL-2.0-only
/* Image -> archive, which a boot loader can pass in front of an initrd. */
#include "bake.h"

#include <string.h>

#include "../kexec/cpio.h"

static int write_member(struct output *output, const struct cpio_member *member,
			struct error *error)
{
	static const uint8_t zeros[4];
	uint8_t head[CPIO_HEAD_MAX];

	if (output_write(output, head, cpio_head(head, member), error) ||
	    output_write(output, member->content, member->size, error))
		return -1;
	return output_write(output, zeros, cpio_padding(member->size), error);
}

int bake_write_cpio(struct output *output, const struct blob *image,
		    struct error *error)
{
	const struct cpio_member member = {
		.mode = CPIO_FILE | 0400,
		.name = KEXEC_BAKE_CPIO_NAME,
		.name_size = strlen(KEXEC_BAKE_CPIO_NAME),
		.content = image->data,
		.size = image->size,
	};
	const struct cpio_member trailer = {
		.name = CPIO_TRAILER,
		.name_size = strlen(CPIO_TRAILER),
	};

	if (write_member(output, &member, error))
		return -1;
	return write_member(output, &trailer, error);
}
