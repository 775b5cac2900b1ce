// SPDX-License-Identifier: GPL-2.0-only
#include "boot_params.h"

#include <inttypes.h>
#include <stdio.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/arch.h"
#include "util_lib/little_endian.h"
#include "util_lib/command_line.h"

#include "x86_machine.h"
#include "x86_request.h"

#define KIB 1024

/* All but what the core header lies in, which the crash kernel must leave alone. */
static int append_region(struct memory_map *map, struct range region, const struct range *hidden)
{
	struct ranges left = { 0 };
	size_t i;
	int result;

	result = ranges_add(&left, region) || ranges_remove(&left, *hidden);
	for (i = 0; !result && i < left.count; i++)
		result = memory_map_append(map,
					   (struct memory_range){ left.list[i].start,
								  left.list[i].end, MEMORY_RAM });
	ranges_free(&left);
	return result ? -1 : 0;
}

/* What a driver brought is gone with the driver: no kernel is told of it at boot. */
static bool is_told(const struct memory_range *range)
{
	return range->type != MEMORY_DRIVER_RAM;
}

/*
 * A crash kernel is told of the RAM that is its own, and of what lies below
 * 640 KiB, which it needs to start CPUs; Linux has left that alone since 5.5,
 * where a crash kernel was asked for.
 */
static int crash_map(struct memory_map *map, const struct load *load)
{
	const struct machine *machine = &load->machine;
	struct memory_range range;
	size_t i;

	for (i = 0; i < machine->map.count; i++) {
		range = machine->map.list[i];
		if (range.type == MEMORY_RAM && range.end > X86_LOW_MEMORY_END)
			range.end = X86_LOW_MEMORY_END;
		if (is_told(&range) && memory_map_append(map, range))
			return -1;
	}
	for (i = 0; i < machine->crash.count; i++)
		if (append_region(map, machine->crash.list[i], &load->elfcorehdr))
			return -1;
	return memory_map_tidy(map);
}

static int whole_map(struct memory_map *map, const struct load *load)
{
	const struct memory_map *all = &load->machine.map;
	size_t i;

	for (i = 0; i < all->count; i++)
		if (is_told(&all->list[i]) && memory_map_append(map, all->list[i]))
			return -1;
	return 0;
}

/* What isn't there, devices might be put. */
static int append_reserved(struct memory_map *map, struct memory_range range,
			   const struct ranges *own)
{
	struct ranges left = { 0 };
	size_t i;
	int result;

	result = ranges_add(&left, (struct range){ range.start, range.end });
	for (i = 0; !result && i < own->count; i++)
		result = ranges_remove(&left, own->list[i]);
	for (i = 0; !result && i < left.count; i++)
		result = memory_map_append(map, (struct memory_range){ left.list[i].start,
								       left.list[i].end,
								       MEMORY_RESERVED });
	ranges_free(&left);
	return result ? -1 : 0;
}

/* A kernel that is to be left again is told of its own RAM only. */
static int own_map(struct memory_map *map, const struct load *load)
{
	const struct memory_map *all = &load->machine.map;
	const struct ranges *own = &load->own;
	int result = 0;
	size_t i;

	for (i = 0; !result && i < all->count; i++)
		if (all->list[i].type == MEMORY_RAM || all->list[i].type == MEMORY_DRIVER_RAM)
			result = append_reserved(map, all->list[i], own);
		else
			result = memory_map_append(map, all->list[i]);
	for (i = 0; !result && i < own->count; i++)
		result = memory_map_append(map,
					   (struct memory_range){ own->list[i].start,
								  own->list[i].end, MEMORY_RAM });
	return result ? -1 : memory_map_tidy(map);
}

int describe_map(struct memory_map *map, const struct load *load, struct error *error)
{
	int result;

	if (load->request->panic)
		result = crash_map(map, load);
	else if (load->request->flags.preserve_context)
		result = own_map(map, load);
	else
		result = whole_map(map, load);
	if (!result)
		return 0;
	memory_map_free(map);
	return fail(error, "%s: out of memory", load->request->kernel);
}

static void put_entry(uint8_t *to, const struct memory_range *range)
{
	put64(to, range->start);
	put64(to + 8, range->end - range->start);
	put32(to + 16, range->type);
}

static int add_more(struct load *load, struct setup_data *chain, const struct memory_range *list,
		    size_t count, struct error *error)
{
	uint8_t *data =
		setup_data_add(chain, load, X86_SETUP_E820_EXT, count * X86_E820_ENTRY_SIZE, error);
	size_t i;

	if (!data)
		return -1;
	for (i = 0; i < count; i++)
		put_entry(data + i * X86_E820_ENTRY_SIZE, &list[i]);
	return 0;
}

int describe_memory(struct load *load, uint8_t *boot_params, struct setup_data *chain,
		    struct error *error)
{
	struct memory_map map = { 0 };
	int result = 0;
	size_t i;

	if (describe_map(&map, load, error))
		return -1;
	for (i = 0; i < map.count && i < X86_E820_MAX; i++)
		put_entry(boot_params + X86_E820_TABLE + i * X86_E820_ENTRY_SIZE, &map.list[i]);
	boot_params[X86_E820_ENTRIES] = i;
	if (i < map.count)
		result = add_more(load, chain, map.list + i, map.count - i, error);
	memory_map_free(&map);
	return result;
}

/* admin-guide/kernel-parameters.txt, memmap=; 0: there's no word for it. */
static char sign_of(uint32_t type)
{
	switch (type) {
	case MEMORY_RAM:
		return '@';
	case MEMORY_ACPI:
	case MEMORY_NVS:
		return '#';
	case MEMORY_PMEM:
	case MEMORY_PRAM:
		return '!';
	default:
		return '$';
	}
}

/* RAM that isn't whole KiB is left out, anything else is made whole. */
static int add_word(struct load *load, const struct memory_range *range, struct error *error)
{
	uint64_t start = range->start / KIB, end = (range->end + KIB - 1) / KIB;
	char word[64];

	if (range->type == MEMORY_RAM) {
		start = (range->start + KIB - 1) / KIB;
		end = range->end / KIB;
	}
	if (end <= start)
		return 0;
	snprintf(word, sizeof(word), "memmap=%" PRIu64 "K%c%" PRIu64 "K", end - start,
		 sign_of(range->type), start);
	load->command_line = command_line_add(load->command_line, word, error);
	return load->command_line ? 0 : -1;
}

static int add_memmap_parameters(struct load *load, struct error *error)
{
	struct memory_map map = { 0 };
	int result = 0;
	size_t i;

	if (describe_map(&map, load, error))
		return -1;
	load->command_line = command_line_add(load->command_line, "memmap=exactmap", error);
	if (!load->command_line)
		result = -1;
	for (i = 0; !result && i < map.count; i++)
		result = add_word(load, &map.list[i], error);
	memory_map_free(&map);
	return result;
}

/* acpi_rsdp= is for kernels older than boot protocol 2.14, which ignore boot_params' field. */
static int add_rsdp_parameter(struct load *load, struct error *error)
{
	char parameter[64];

	if (!load->machine.arch->rsdp)
		return 0;
	snprintf(parameter, sizeof(parameter), "acpi_rsdp=0x%" PRIx64, load->machine.arch->rsdp);
	load->command_line = command_line_add(load->command_line, parameter, error);
	return load->command_line ? 0 : -1;
}

int arch_add_crash_parameters(struct load *load, struct error *error)
{
	if (load->request->arch->memmap_parameters && add_memmap_parameters(load, error))
		return -1;
	return add_rsdp_parameter(load, error);
}
