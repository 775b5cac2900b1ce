// SPDX-License-Identifier: GPL-2.0-only
#include "boot_params.h"

#include "include/arch/x86/zero_page.h"
#include "util_lib/little_endian.h"

/* Appends @range without @holes, as memory of one type. */
static int append_without_holes(struct memory_map *map, struct range range, uint32_t type,
				const struct range *holes, size_t count)
{
	struct ranges left = { 0 };
	size_t i;
	int result;

	result = ranges_add(&left, range);
	for (i = 0; !result && i < count; i++)
		result = ranges_remove(&left, holes[i]);
	for (i = 0; !result && i < left.count; i++)
		result = memory_map_append(map, (struct memory_range){ left.list[i].start,
								       left.list[i].end, type });
	ranges_free(&left);
	return result ? -1 : 0;
}

/*
 * RAM that a driver added disappears with the driver, so it is in no kernel's memory map at boot.
 */
static bool is_passed_on(const struct memory_range *range)
{
	return range->type != MEMORY_DRIVER_RAM;
}

/*
 * The RAM of a crash kernel is the crash kernel region, without the elfcorehdr, and the memory
 * below 640 KiB, which it needs to start CPUs.  With crashkernel=, Linux 5.5 and later do not use
 * that memory.
 */
static int build_crash_map(struct memory_map *map, const struct load *load)
{
	const struct machine *machine = &load->machine;
	struct memory_range range;
	size_t i;

	for (i = 0; i < machine->map.count; i++) {
		range = machine->map.list[i];
		if (range.type == MEMORY_RAM && range.end > X86_LOW_MEMORY_END)
			range.end = X86_LOW_MEMORY_END;
		if (is_passed_on(&range) && memory_map_append(map, range))
			return -1;
	}
	for (i = 0; i < machine->crash.count; i++)
		if (append_without_holes(map, machine->crash.list[i], MEMORY_RAM, &load->elfcorehdr,
					 1))
			return -1;
	return memory_map_tidy(map);
}

static int build_whole_map(struct memory_map *map, const struct load *load)
{
	const struct memory_map *all = &load->machine.map;
	size_t i;

	for (i = 0; i < all->count; i++)
		if (is_passed_on(&all->list[i]) && memory_map_append(map, all->list[i]))
			return -1;
	return 0;
}

/*
 * With --load-preserve-context, the next kernel's RAM is its own memory.  The RAM of the running
 * kernel is reserved, not left out: the next kernel may assign unlisted addresses to devices.
 */
static int build_preserve_context_map(struct memory_map *map, const struct load *load)
{
	const struct memory_map *all = &load->machine.map;
	const struct ranges *own = &load->own;
	int result = 0;
	size_t i;

	for (i = 0; !result && i < all->count; i++)
		if (all->list[i].type == MEMORY_RAM || all->list[i].type == MEMORY_DRIVER_RAM)
			result = append_without_holes(map,
						      (struct range){ all->list[i].start,
								      all->list[i].end },
						      MEMORY_RESERVED, own->list, own->count);
		else
			result = memory_map_append(map, all->list[i]);
	for (i = 0; !result && i < own->count; i++)
		result = memory_map_append(map,
					   (struct memory_range){ own->list[i].start,
								  own->list[i].end, MEMORY_RAM });
	return result ? -1 : memory_map_tidy(map);
}

int x86_next_memory_map(struct memory_map *map, const struct load *load, struct error *error)
{
	int result;

	if (load->request->panic)
		result = build_crash_map(map, load);
	else if (load->request->flags.preserve_context)
		result = build_preserve_context_map(map, load);
	else
		result = build_whole_map(map, load);
	if (!result)
		return 0;
	memory_map_free(map);
	return fail(error, "%s: out of memory", load->request->kernel);
}

static void put_e820_entry(uint8_t *to, const struct memory_range *range)
{
	put64(to, range->start);
	put64(to + 8, range->end - range->start);
	put32(to + 16, range->type);
}

static int add_e820_ext(struct load *load, struct setup_data *chain,
			const struct memory_range *list, size_t count, struct error *error)
{
	uint8_t *data =
		setup_data_add(chain, load, X86_SETUP_E820_EXT, count * X86_E820_ENTRY_SIZE, error);
	size_t i;

	if (!data)
		return -1;
	for (i = 0; i < count; i++)
		put_e820_entry(data + i * X86_E820_ENTRY_SIZE, &list[i]);
	return 0;
}

int boot_params_fill_e820(struct load *load, uint8_t *boot_params, struct setup_data *chain,
			  struct error *error)
{
	struct memory_map map = { 0 };
	int result = 0;
	size_t i;

	if (x86_next_memory_map(&map, load, error))
		return -1;
	for (i = 0; i < map.count && i < X86_E820_MAX; i++)
		put_e820_entry(boot_params + X86_E820_TABLE + i * X86_E820_ENTRY_SIZE,
			       &map.list[i]);
	boot_params[X86_E820_ENTRIES] = i;
	if (i < map.count)
		result = add_e820_ext(load, chain, map.list + i, map.count - i, error);
	memory_map_free(&map);
	return result;
}
