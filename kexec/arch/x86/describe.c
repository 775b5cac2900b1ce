// SPDX-License-Identifier: GPL-2.0-only
/*
 * What boot_params says of the machine: Documentation/x86/zero-page.rst, from
 * what the running kernel was told and what it shows.
 */
#include "linux.h"

#include <string.h>

#include "../../../include/x86_boot.h"
#include "../../../util_lib/little_endian.h"

#define LOW_MEMORY_END	0xa0000ull	/* where the VGA's window begins */

static void put_entry(uint8_t *to, const struct memory_range *range)
{
	put64(to, range->start);
	put64(to + 8, range->end - range->start);
	put32(to + 16, range->type);
}

/*
 * A crash kernel is told of the RAM that is its own, and of what lies below
 * 640 KiB, which it needs to start CPUs; Linux has left that alone since 5.5,
 * where a crash kernel was asked for.
 */
static int crash_map(struct memory_map *map, const struct machine *machine)
{
	const struct memory_range *r = machine->map.list;
	struct memory_range range;
	size_t i;

	for (i = 0; i < machine->map.count; i++, r++) {
		range = *r;
		if (range.type == MEMORY_RAM && range.end > LOW_MEMORY_END)
			range.end = LOW_MEMORY_END;
		if (memory_map_append(map, range))
			return -1;
	}
	for (i = 0; i < machine->crash.count; i++) {
		range = (struct memory_range){ machine->crash.list[i].start,
					       machine->crash.list[i].end, MEMORY_RAM };
		if (memory_map_append(map, range))
			return -1;
	}
	return memory_map_tidy(map);
}

static int normal_map(struct memory_map *map, const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine->map.count; i++)
		if (memory_map_append(map, machine->map.list[i]))
			return -1;
	return 0;
}

/* What boot_params has no room for: boot.rst, "setup_data". */
static int place_more(struct load *load, uint8_t *boot_params,
		      const struct memory_range *list, size_t count,
		      struct error *error)
{
	uint64_t address, size = X86_SETUP_DATA_HEADER + count * X86_E820_ENTRY_SIZE;
	uint8_t *data = load_keep(load, size, error);
	struct segment more = {
		.name = "memory map", .content = data, .stored = size, .size = size,
	};
	size_t i;

	if (!data)
		return -1;
	put64(data, get64(boot_params + X86_SETUP_DATA));
	put32(data + 8, X86_SETUP_E820_EXT);
	put32(data + 12, count * X86_E820_ENTRY_SIZE);
	for (i = 0; i < count; i++)
		put_entry(data + X86_SETUP_DATA_HEADER + i * X86_E820_ENTRY_SIZE, &list[i]);
	if (segments_place(&load->segments, more, PLACE_PAGE, &address, error))
		return -1;
	put64(boot_params + X86_SETUP_DATA, address);
	return 0;
}

static int put_map(struct load *load, uint8_t *boot_params,
		   const struct memory_map *map, struct error *error)
{
	size_t i;

	for (i = 0; i < map->count && i < X86_E820_MAX; i++)
		put_entry(boot_params + X86_E820_TABLE + i * X86_E820_ENTRY_SIZE,
			  &map->list[i]);
	boot_params[X86_E820_ENTRIES] = i;
	if (i == map->count)
		return 0;
	return place_more(load, boot_params, map->list + i, map->count - i, error);
}

static int describe_memory(struct load *load, uint8_t *boot_params,
			   struct error *error)
{
	const struct machine *machine = &load->machine;
	struct memory_map map = { 0 };
	int result;

	result = load->request->panic ? crash_map(&map, machine) :
					normal_map(&map, machine);
	if (result)
		fail(error, "%s: out of memory", load->request->kernel);
	else
		result = put_map(load, boot_params, &map, error);
	memory_map_free(&map);
	return result;
}

int x86_describe_machine(struct load *load, uint8_t *boot_params,
			 const struct bzimage *image, struct error *error)
{
	(void)image;
	put64(boot_params + X86_ACPI_RSDP_ADDR, load->machine.rsdp);
	return describe_memory(load, boot_params, error);
}
