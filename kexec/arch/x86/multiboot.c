// SPDX-License-Identifier: GPL-2.0-only
#include "multiboot.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/image/elf.h"
#include "boot_params.h"

#define KIB 1024u
#define MIB (1ull << 20)

static int check_addresses(const struct multiboot_addresses *a, size_t header, const char *name,
			   struct error *error)
{
	if (a->load > a->header)
		return fail(error,
			    "%s: its multiboot load_addr, 0x%" PRIx32
			    ", is above its header_addr, 0x%" PRIx32,
			    name, a->load, a->header);
	if (a->header - a->load > header)
		return fail(error,
			    "%s: its multiboot load_addr, 0x%" PRIx32
			    ", lies before the file's start",
			    name, a->load);
	if (a->load_end && a->load_end < a->load)
		return fail(error,
			    "%s: its multiboot load_end_addr, 0x%" PRIx32
			    ", is below its load_addr, 0x%" PRIx32,
			    name, a->load_end, a->load);
	return 0;
}

int multiboot_program(struct program *program, const struct multiboot_addresses *a, size_t header,
		      const char *name, const struct blob *file, struct error *error)
{
	struct program_part part = { .address = a->load };
	size_t offset;

	if (check_addresses(a, header, name, error))
		return -1;
	offset = header - (a->header - a->load);
	part.content = file->data + offset;
	part.stored = a->load_end ? a->load_end - a->load : file->size - offset;
	if (part.stored > file->size - offset)
		return fail(error,
			    "%s: is cut short: it has %zu bytes (0x%" PRIx64
			    " from 0x%zx on were expected)",
			    name, file->size, part.stored, offset);
	part.size = part.stored;
	if (a->bss_end && a->bss_end < a->load + part.stored)
		return fail(error,
			    "%s: its multiboot bss_end_addr, 0x%" PRIx32
			    ", lies before the end of what is loaded, 0x%" PRIx64,
			    name, a->bss_end, a->load + part.stored);
	if (a->bss_end)
		part.size = a->bss_end - a->load;
	return program_add(program, part, name, error);
}

int multiboot_read_elf(struct program *program, const char *name, const struct blob *file,
		       struct error *error)
{
	unsigned int machine;
	bool is_64 = false;

	machine = elf_machine(file, &is_64);
	if (machine != EM_386 && machine != EM_X86_64)
		return fail(
			error,
			"%s: its multiboot header has no addresses, and it's no ELF file for x86",
			name);
	return elf_read_parts(program, name, file, error);
}

/* RAM that begins at or below @start, in KiB from there on. */
static uint64_t kib_from(const struct memory_map *map, uint64_t start)
{
	struct ranges ram = { 0 };
	uint64_t size = 0;
	size_t i;

	if (memory_map_select(map, MEMORY_RAM, &ram))
		return 0;
	for (i = 0; i < ram.count; i++)
		if (ram.list[i].start <= start && ram.list[i].end > start)
			size = (ram.list[i].end - start) / KIB;
	ranges_free(&ram);
	return size;
}

static void measure(struct multiboot_facts *facts)
{
	uint64_t lower = kib_from(&facts->map, 0), upper = kib_from(&facts->map, MIB);

	facts->lower = lower > X86_LOW_MEMORY_END / KIB ? X86_LOW_MEMORY_END / KIB : lower;
	facts->upper = upper > UINT32_MAX ? UINT32_MAX : upper;
}

/* Most kernels look for their words behind the first one. */
static int join_command_line(struct multiboot_facts *facts, struct load *load, struct error *error)
{
	const char *name = load->request->kernel, *words = load->command_line;
	size_t size = strlen(name) + 1 + strlen(words) + 1;

	facts->command_line = load_keep(load, size, error);
	if (!facts->command_line)
		return -1;
	snprintf(facts->command_line, size, "%s%s%s", name, *words ? " " : "", words);
	return 0;
}

int multiboot_gather(struct multiboot_facts *facts, struct load *load, struct error *error)
{
	*facts = (struct multiboot_facts){ 0 };
	if (modules_place(&facts->modules, load, error) || join_command_line(facts, load, error) ||
	    x86_next_memory_map(&facts->map, load, error))
		return -1;
	measure(facts);
	return 0;
}

uint8_t *multiboot_place_info(struct load *load, size_t size, uint32_t magic, struct error *error)
{
	uint8_t *bytes = load_keep(load, size, error);
	const struct segment segment = {
		.name = "multiboot information",
		.content = bytes,
		.stored = size,
		.size = size,
	};
	uint64_t address;

	if (!bytes || segments_place(&load->segments, segment, PLACE_PAGE, &address, error))
		return NULL;
	load->orders.x86_registers = (struct purgatory_x86_registers){
		.rax = magic,
		.rbx = address,
	};
	return bytes;
}

/* 1: to be used, 3: ACPI, 4: to be preserved, 5: defective, all others reserved. */
uint32_t multiboot_memory_type(uint32_t type)
{
	switch (type) {
	case MEMORY_RAM:
	case MEMORY_ACPI:
	case MEMORY_NVS:
	case MEMORY_UNUSABLE:
		return type;
	default:
		return MEMORY_RESERVED;
	}
}
