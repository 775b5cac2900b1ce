// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of the machine's memory is whose, in the first moments of
 * start_kernel(): nobody can allocate yet, and nobody has reserved anything,
 * so all of it is read from where the boot loader put it.
 */
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/cmdline.h>
#include <asm/sections.h>
#include <asm/setup.h>
#ifdef CONFIG_CRASH_RESERVE
#include <linux/crash_reserve.h>
#else
#include <linux/crash_core.h>
#endif

#include "internal.h"

/* UEFI's map has some hundreds of ranges on large machines. */
#define BUSY_MAX 2048

static struct kexec_bake_range busy[BUSY_MAX] __initdata;

static const char *__init add_busy(struct kexec_bake_room *room, u64 start, u64 end,
				   const char *what)
{
	/* Of no account for an image, and there may be many. */
	if (start >= KEXEC_BAKE_TOP)
		return NULL;
	if (room->busy_count == BUSY_MAX)
		return "more memory ranges are in use than can be remembered";
	busy[room->busy_count++] = (struct kexec_bake_range){ start, end, what };
	return NULL;
}

static const char *__init add_map(struct kexec_bake_handoff *handoff, u64 start, u64 size, u32 type)
{
	if (!size)
		return NULL;
	/* Up to the last byte that there is: one less is less trouble. */
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

/* zero-page.rst; sorted by nobody yet, which is of no account here. */
static const char *__init add_entries(struct kexec_bake_handoff *handoff,
				      const struct boot_e820_entry *e, u64 count)
{
	const char *why = NULL;

	for (; count && !why; count--, e++)
		why = add_map(handoff, e->addr, e->size, e->type);
	return why;
}

/* What the zero page has no room for. */
static const char *__init add_more_entries(u64 at, const struct setup_data *head, void *handoff)
{
	if (head->type != SETUP_E820_EXT)
		return NULL;
	return add_entries(handoff, (const void *)head->data,
			   head->len / sizeof(struct boot_e820_entry));
}

const char *__init kexec_bake_read_map(struct kexec_bake_handoff *handoff)
{
	const char *why = add_entries(handoff, boot_params.e820_table, boot_params.e820_entries);

	return why ?: kexec_bake_each_setup_data(add_more_entries, handoff);
}

const char *__init kexec_bake_each_setup_data(
	const char *(*look)(u64 at, const struct setup_data *head, void *data), void *data)
{
	u64 at = boot_params.hdr.setup_data;
	const struct setup_data *head;
	const char *why = NULL;

	for (; at && !why; at = head->next) {
		head = kexec_bake_reach(at, sizeof(*head));
		if (!head || !kexec_bake_reach(at, sizeof(*head) + head->len))
			return "setup_data is where there's no memory";
		why = look(at, head, data);
	}
	return why;
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
	const void *map = kexec_bake_reach(at, info->efi_memmap_size);
	const void *end = map + info->efi_memmap_size;
	const efi_memory_desc_t *md;
	const char *why = NULL;

	if (!info->efi_loader_signature)
		return NULL;
	if (!map || info->efi_memdesc_size < sizeof(*md))
		return "UEFI's memory map can't be read";
	/* After a kexec it doesn't say so of itself. */
	why = add_busy(room, at, at + info->efi_memmap_size, "is UEFI's");
	for (; map + sizeof(*md) <= end && !why; map += info->efi_memdesc_size) {
		md = map;
		if (md->type != EFI_CONVENTIONAL_MEMORY)
			why = add_busy(room, md->phys_addr,
				       md->phys_addr + (md->num_pages << EFI_PAGE_SHIFT),
				       "is UEFI's");
	}
	return why;
}

static const char *__init add_setup_data(u64 at, const struct setup_data *head, void *room)
{
	const struct setup_indirect *indirect = (const void *)head->data;
	const struct ima_setup_data *ima = (const void *)head->data;
	const char *why = add_busy(room, at, at + sizeof(*head) + head->len,
				   "holds the boot loader's setup_data");

	if (!why && head->type == SETUP_INDIRECT && head->len >= sizeof(*indirect))
		why = add_busy(room, indirect->addr, indirect->addr + indirect->len,
			       "holds the boot loader's setup_data");
	/* From before a kexec. */
	if (!why && head->type == SETUP_IMA && head->len >= sizeof(*ima))
		why = add_busy(room, ima->addr, ima->addr + ima->size, "holds IMA's log");
	return why;
}

/* Where the command line says that the initrd is, if the boot loader didn't. */
static const char *__init add_initrdmem(struct kexec_bake_room *room, const char *line)
{
	char word[48], *comma;
	u64 start;

	if (cmdline_find_option(line, "initrdmem", word, sizeof(word)) <= 0)
		return NULL;
	start = memparse(word, &comma);
	if (*comma != ',')
		return NULL;
	return add_busy(room, start, start + memparse(comma + 1, NULL), "holds the initrd");
}

/* Not ",high" and ",low": these have no fixed place. */
static bool __init has_crashkernel(char *line, u64 ram, unsigned long long *size,
				   unsigned long long *base)
{
#if defined(CONFIG_CRASH_RESERVE) /* Linux 6.12 */
	return !parse_crashkernel(line, ram, size, base, NULL, NULL);
#elif defined(CONFIG_CRASH_CORE) /* Linux 6.1 */
	return !parse_crashkernel(line, ram, size, base);
#else
	return false;
#endif
}

/* One at a fixed place; others are put where there's room, later. */
static const char *__init add_crashkernel(struct kexec_bake_room *room, char *line)
{
	unsigned long long size = 0, base = 0;
	u64 ram = 0;
	u32 i;

	for (i = 0; i < room->map_count; i++)
		if (room->map[i].type == KEXEC_BAKE_MAP_RAM)
			ram += room->map[i].size;
	if (has_crashkernel(line, ram, &size, &base) && base)
		return add_busy(room, base, base + size, "is crashkernel='s");
	return NULL;
}

/* memmap=SIZE!ADDRESS: a disk, whose content outlives a reset. */
static const char *__init add_pmem(struct kexec_bake_room *room, char *line)
{
	const char *why = NULL;
	u64 size, start;
	char *p = line;
	bool word;

	while (!why && (p = strstr(p, "memmap="))) {
		word = p == line || p[-1] == ' ';
		do {
			p += strcspn(p, "=,") + 1;
			size = memparse(p, &p);
			if (word && *p == '!') {
				start = memparse(p + 1, &p);
				why = add_busy(room, start, start + size,
					       "is emulated persistent memory");
			}
			p += strcspn(p, ", ");
		} while (*p == ',');
	}
	return why;
}

static const char *__init add_told(struct kexec_bake_room *room, char *line)
{
	const char *why = add_initrdmem(room, line);

	why = why ?: add_crashkernel(room, line);
	return why ?: add_pmem(room, line);
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
	/* Up to _end, .brk and all. */
	why = add_busy(room, __pa_symbol(_text), __pa_symbol(_end), "holds this kernel");
	why = why ?: add_busy(room, initrd, initrd + size, "holds the initrd");
	why = why ?: add_efi(room);
	why = why ?: kexec_bake_each_setup_data(add_setup_data, room);
	/* It isn't merged with the other one yet. */
#ifdef CONFIG_CMDLINE_BOOL
	why = why ?: add_told(room, CONFIG_CMDLINE);
#endif
	return why ?: add_told(room, boot_command_line);
}
