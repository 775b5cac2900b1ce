// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the machine's memory is whose, in the first moments of setup_arch():
 * the firmware's memory map has just been read, and nobody can allocate yet.
 */
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <asm/cmdline.h>
#include <asm/e820/api.h>
#include <asm/sections.h>
#include <asm/setup.h>
#ifdef CONFIG_CRASH_RESERVE
#include <linux/crash_reserve.h>
#else
#include <linux/crash_core.h>
#endif

#include "internal.h"

/* UEFI's map has some hundreds of ranges on large machines. */
#define BUSY_MAX	2048

static struct kexec_bake_range busy[BUSY_MAX] __initdata;

static const char *__init add_busy(struct kexec_bake_room *room, u64 start,
				   u64 end, const char *what)
{
	/* Of no account for an image, and there may be many. */
	if (start >= KEXEC_BAKE_TOP)
		return NULL;
	if (room->busy_count == BUSY_MAX)
		return "more memory ranges are in use than can be remembered";
	busy[room->busy_count++] = (struct kexec_bake_range){ start, end, what };
	return NULL;
}

static const char *__init add_map(struct kexec_bake_handoff *handoff, u64 start,
				  u64 size, u32 type)
{
	if (!size)
		return NULL;
	/* Up to the last byte that there is: one less is less trouble. */
	size = min(size, U64_MAX - start);
	if (handoff->map_count == KEXEC_BAKE_MAP_MAX)
		return "the memory map has more ranges than can be handed over";
	handoff->map[handoff->map_count++] = (struct kexec_bake_map_entry){
		.start = start, .size = size, .type = type,
	};
	return NULL;
}

static const char *__init copy_map(struct kexec_bake_handoff *handoff)
{
	const struct e820_entry *e = e820_table->entries;
	const char *why = NULL;
	u32 i;

	for (i = 0; i < e820_table->nr_entries && !why; i++, e++)
		why = add_map(handoff, e->addr, e->size, e->type);
	return why;
}

/* Of what the zero page has no room for; it's packed. */
static const char *__init copy_more_map(struct kexec_bake_handoff *handoff,
					u64 at, u32 size)
{
	const char *why = NULL;
	struct boot_e820_entry e;

	for (; size >= sizeof(e) && !why; size -= sizeof(e), at += sizeof(e)) {
		if (!kexec_bake_peek(at, &e, sizeof(e)))
			return "setup_data can't be mapped";
		why = add_map(handoff, e.addr, e.size, e.type);
	}
	return why;
}

/* The kernel itself reads it only later. */
static const char *__init read_setup_data(struct kexec_bake_handoff *handoff)
{
	u64 at = boot_params.hdr.setup_data;
	const char *why = NULL;
	struct setup_data data;

	for (; at && !why; at = data.next) {
		if (!kexec_bake_peek(at, &data, sizeof(data)))
			return "setup_data can't be mapped";
		if (data.type == SETUP_E820_EXT)
			why = copy_more_map(handoff, at + sizeof(data), data.len);
	}
	return why;
}

const char *__init kexec_bake_read_map(struct kexec_bake_handoff *handoff)
{
	const char *why = copy_map(handoff);

	return why ?: read_setup_data(handoff);
}

/*
 * Memory that the e820 map calls RAM may still hold what UEFI or its loader
 * left there: its own memory map, or boot services that the kernel has yet to
 * reserve.  What is free for certain is of one type in UEFI's map.
 */
static const char *__init add_efi(struct kexec_bake_room *room)
{
	const struct efi_info *info = &boot_params.efi_info;
	u64 at = info->efi_memmap | (u64)info->efi_memmap_hi << 32;
	u64 end = at + info->efi_memmap_size;
	const char *why = NULL;
	efi_memory_desc_t md;

	if (!info->efi_loader_signature)
		return NULL;
	if (info->efi_memdesc_size < sizeof(md))
		return "UEFI's memory map can't be read";
	for (; at + sizeof(md) <= end && !why; at += info->efi_memdesc_size) {
		if (!kexec_bake_peek(at, &md, sizeof(md)))
			return "UEFI's memory map can't be mapped";
		if (md.type != EFI_CONVENTIONAL_MEMORY)
			why = add_busy(room, md.phys_addr, md.phys_addr +
				       (md.num_pages << EFI_PAGE_SHIFT),
				       "is UEFI's");
	}
	return why;
}

/* IMA's log from before a kexec, which is reserved only later. */
static const char *__init add_ima(struct kexec_bake_room *room)
{
	u64 at = boot_params.hdr.setup_data;
	struct ima_setup_data ima;
	struct setup_data data;

	for (; at; at = data.next) {
		if (!kexec_bake_peek(at, &data, sizeof(data)))
			return "setup_data can't be mapped";
		if (data.type != SETUP_IMA || data.len < sizeof(ima))
			continue;
		if (!kexec_bake_peek(at + sizeof(data), &ima, sizeof(ima)))
			return "setup_data can't be mapped";
		return add_busy(room, ima.addr, ima.addr + ima.size,
				"holds IMA's log");
	}
	return NULL;
}

/* Where the command line says that the initrd is, if the boot loader didn't. */
static const char *__init add_initrdmem(struct kexec_bake_room *room)
{
	char word[48], *comma;
	u64 start;

	if (cmdline_find_option(boot_command_line, "initrdmem", word,
				sizeof(word)) <= 0)
		return NULL;
	start = memparse(word, &comma);
	if (*comma != ',')
		return NULL;
	return add_busy(room, start, start + memparse(comma + 1, NULL),
			"holds the initrd");
}

static const char *__init add_reserved(struct kexec_bake_room *room)
{
	const char *why = NULL;
	phys_addr_t from, to;
	u64 i;

	for_each_reserved_mem_range(i, &from, &to)
		why = why ?: add_busy(room, from, to, "is reserved");
	return why;
}

/* Not ",high" and ",low": these have no fixed place. */
static bool __init has_crashkernel(u64 ram, unsigned long long *size,
				   unsigned long long *base)
{
#if defined(CONFIG_CRASH_RESERVE)	/* Linux 6.12 */
	return !parse_crashkernel(boot_command_line, ram, size, base, NULL,
				  NULL);
#elif defined(CONFIG_CRASH_CORE)	/* Linux 6.1 */
	return !parse_crashkernel(boot_command_line, ram, size, base);
#else
	return false;
#endif
}

/* One at a fixed place; others are put where there's room, later. */
static const char *__init add_crashkernel(struct kexec_bake_room *room)
{
	unsigned long long size = 0, base = 0;
	u64 ram = 0;
	u32 i;

	for (i = 0; i < room->map_count; i++)
		if (room->map[i].type == KEXEC_BAKE_MAP_RAM)
			ram += room->map[i].size;
	if (has_crashkernel(ram, &size, &base) && base)
		return add_busy(room, base, base + size, "is crashkernel='s");
	return NULL;
}

const char *__init kexec_bake_look_around(struct kexec_bake_room *room,
					  const struct kexec_bake_handoff *handoff)
{
	u64 initrd, size;
	const char *why;

	room->map = handoff->map;
	room->map_count = handoff->map_count;
	room->busy = busy;
	room->busy_count = 0;
	initrd = kexec_bake_initrd(&size);
	/* Up to _end: .brk is not reserved yet. */
	why = add_busy(room, __pa_symbol(_text), __pa_symbol(_end),
		       "holds this kernel");
	why = why ?: add_busy(room, initrd, initrd + size, "holds the initrd");
	why = why ?: add_efi(room);
	why = why ?: add_ima(room);
	why = why ?: add_initrdmem(room);
	why = why ?: add_reserved(room);
	return why ?: add_crashkernel(room);
}
