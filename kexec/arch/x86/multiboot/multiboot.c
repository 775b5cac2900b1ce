// SPDX-License-Identifier: GPL-2.0-only
#include "multiboot.h"

#include <elf.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/image/elf.h"
#include "util_lib/little_endian.h"

#include "kexec/arch/x86/linux/boot_params.h"

#define KIB 1024u
#define MIB (1ull << 20)

const uint8_t *multiboot_find_header(const struct blob *file,
				     const struct multiboot_signature *signature)
{
	size_t size = signature->words * sizeof(uint32_t);
	size_t at, end = file->size < signature->reach ? file->size : signature->reach;
	const uint8_t *p;
	unsigned int i;
	uint32_t sum;

	for (at = 0; end >= size && at <= end - size; at += signature->align) {
		p = file->data + at;
		for (sum = 0, i = 0; i < signature->words; i++)
			sum += get32(p + i * sizeof(uint32_t));
		if (get32(p) == signature->magic && !sum)
			return p;
	}
	return NULL;
}

static int check_multiboot_addresses(const struct multiboot_addresses *a, size_t header,
				     const char *name, struct error *error)
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

	if (check_multiboot_addresses(a, header, name, error))
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
			"%s: its multiboot header has no addresses, and the file is not an ELF file for x86",
			name);
	return elf_read_parts(program, name, file, error);
}

/* Return: size in KiB of the RAM from @start up to the next hole. */
static uint64_t ram_kib_from(const struct memory_map *map, uint64_t start)
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

static void measure_ram(struct multiboot_data *data)
{
	uint64_t lower = ram_kib_from(&data->map, 0), upper = ram_kib_from(&data->map, MIB);

	data->lower = lower > X86_LOW_MEMORY_END / KIB ? X86_LOW_MEMORY_END / KIB : lower;
	data->upper = upper > UINT32_MAX ? UINT32_MAX : upper;
}

/* Most kernels skip the first word, which by convention is the name of the kernel file. */
static int join_command_line(struct multiboot_data *data, struct load *load, struct error *error)
{
	const char *name = load->request->kernel, *line = load->command_line;
	size_t size = strlen(name) + 1 + strlen(line) + 1;

	data->command_line = load_keep(load, size, error);
	if (!data->command_line)
		return -1;
	snprintf(data->command_line, size, "%s%s%s", name, *line ? " " : "", line);
	return 0;
}

static int gather_multiboot_data(struct multiboot_data *data, struct load *load,
				 struct error *error)
{
	if (multiboot_modules_place(&data->modules, load, error) ||
	    join_command_line(data, load, error) || x86_next_memory_map(&data->map, load, error))
		return -1;
	measure_ram(data);
	return 0;
}

static int place_multiboot_info(struct load *load, const struct multiboot_data *data,
				const struct multiboot_version *version, struct error *error)
{
	size_t size = version->info_size(data);
	struct multiboot_info info = { .bytes = load_keep(load, size, error) };
	const struct segment segment = {
		.name = "multiboot information",
		.content = info.bytes,
		.stored = size,
		.size = size,
	};

	if (!info.bytes ||
	    segments_place(&load->segments, segment, PLACE_PAGE, &info.address, error))
		return -1;
	version->write_info(&info, data);
	load->purgatory_info.x86_registers = (struct purgatory_x86_registers){
		.rax = version->magic,
		.rbx = info.address,
	};
	return 0;
}

int multiboot_place(struct load *load, const struct program *program, uint64_t distance,
		    const struct multiboot_version *version, struct error *error)
{
	struct multiboot_data data = { 0 };
	int result;

	if (program_place(load, program, distance, error) ||
	    purgatory_place(&load->purgatory, &load->segments, error))
		return -1;
	load->purgatory_info.x86_settings.mode = PURGATORY_32BIT;
	load->purgatory_info.entry = program->entry + distance;
	data.base = program_memory(program).start + distance;
	result = gather_multiboot_data(&data, load, error) ||
		 place_multiboot_info(load, &data, version, error);
	memory_map_free(&data.map);
	return result ? -1 : 0;
}

/* Types of both versions: 1 RAM, 3 ACPI, 4 preserved, 5 defective, all others reserved. */
static uint32_t multiboot_memory_type(uint32_t type)
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

void multiboot_put_range(uint8_t *to, const struct memory_range *range)
{
	put64(to, range->start);
	put64(to + 8, range->end - range->start);
	put32(to + 16, multiboot_memory_type(range->type));
}
