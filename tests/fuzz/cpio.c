// SPDX-License-Identifier: GPL-2.0-only
/* The input is an initrd.  Each member that is found lies inside of it. */
#include "fuzz.h"
#include "util_lib/cpio.h"

static void demand_in_archive(const uint8_t *data, size_t size, const void *part,
			      uint64_t part_size)
{
	size_t offset = (const uint8_t *)part - data;

	demand((const uint8_t *)part >= data && offset <= size && part_size <= size - offset);
}

/* A member that is written and parsed again is the same. */
static void demand_same_member(const struct cpio_member *member)
{
	uint8_t head[CPIO_HEAD_MAX];
	struct cpio_member again;
	size_t size;

	if (member->name_size >= CPIO_NAME_MAX || member->device > 0xffff)
		return;
	size = cpio_head(head, member);
	demand(size <= sizeof(head) && size % 4 == 0);
	if (memchr(member->name, 0, member->name_size))
		return;
	demand(cpio_parse(&again, head, size) == size);
	demand(again.inode == member->inode && again.mode == member->mode);
	demand(again.device == member->device && again.size == 0);
	demand(again.name_size == member->name_size);
	demand(!memcmp(again.name, member->name, member->name_size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cpio_member member;
	size_t n, at = 0;

	while (at < size) {
		n = cpio_parse(&member, data + at, size - at);
		demand(n <= size - at);
		if (!n)
			break;
		demand_in_archive(data + at, n, member.name, member.name_size + 1);
		demand_in_archive(data + at, n, member.content, member.size);
		demand(!member.name[member.name_size]);
		demand_same_member(&member);
		at += n;
	}
	return 0;
}
