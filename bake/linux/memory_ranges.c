// SPDX-License-Identifier: GPL-2.0-only
/* The tables of the memory map and of the reserved ranges. */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#ifdef CONFIG_CRASH_RESERVE
#include <linux/crash_reserve.h>
#else
#include <linux/crash_core.h>
#endif

#include "internal.h"

/* UEFI's memory map has several hundred ranges on large machines. */
#define RESERVED_MAX 2048

static struct kexec_bake_range reserved[RESERVED_MAX] __initdata;

const char *__init kexec_bake_add_reserved(struct kexec_bake_space *space, u64 start, u64 end,
					   const char *holder)
{
	/* The region lies below KEXEC_BAKE_TOP; ranges above it would only fill the table. */
	if (start >= KEXEC_BAKE_TOP)
		return NULL;
	if (space->reserved_count == RESERVED_MAX)
		return "more memory ranges are in use than can be remembered";
	space->reserved = reserved;
	reserved[space->reserved_count++] = (struct kexec_bake_range){ start, end, holder };
	return NULL;
}

const char *__init kexec_bake_add_map_entry(struct kexec_bake_handoff *handoff, u64 start, u64 size,
					    u32 type)
{
	if (!size)
		return NULL;
	/* An end of 2^64 would wrap to 0, so the last byte of the address space is left out. */
	size = min(size, U64_MAX - start);
	if (handoff->map_count == KEXEC_BAKE_MAP_MAX)
		return "the memory map has more ranges than can be handed over";
	handoff->map[handoff->map_count++] = (struct kexec_bake_map_entry){
		.start = start,
		.size = size,
		.type = type,
	};
	return NULL;
}

/* crashkernel=SIZE,high and ,low are ignored: they have no fixed address. */
static int __init read_crashkernel(char *line, u64 ram, unsigned long long *size,
				   unsigned long long *base)
{
#if defined(CONFIG_CRASH_RESERVE) /* Linux 6.12 */
	return parse_crashkernel(line, ram, size, base, NULL, NULL);
#elif defined(CONFIG_CRASH_CORE) /* Linux 6.1 */
	return parse_crashkernel(line, ram, size, base);
#else
	return -EINVAL;
#endif
}

/* Without @ADDRESS, the kernel itself finds free memory later. */
const char *__init kexec_bake_add_crashkernel(struct kexec_bake_space *space, char *line)
{
	unsigned long long size = 0, base = 0;
	u64 ram = 0;
	u32 i;

	for (i = 0; i < space->map_count; i++)
		if (space->map[i].type == KEXEC_BAKE_MAP_RAM)
			ram += space->map[i].size;
	if (!read_crashkernel(line, ram, &size, &base) && base)
		return kexec_bake_add_reserved(space, base, base + size,
					       "is reserved by crashkernel=");
	return NULL;
}
