// SPDX-License-Identifier: GPL-2.0-only
#include "elfcorehdr.h"

#include <elf.h>

#include "kexec/arch.h"

static size_t count_phdrs(const struct core_info *info)
{
	return info->note_count + (info->mappings.text.end != 0) + info->ram.count;
}

/*
 * /proc/vmcore does not read extended numbering (e_phnum = PN_XNUM; Linux,
 * parse_crash_elf64_headers() in fs/proc/vmcore.c), so e_phnum is the limit.
 */
int elfcorehdr_size(const struct core_info *info, uint64_t *size, struct error *error)
{
	size_t count = count_phdrs(info);

	if (count >= PN_XNUM)
		return fail(
			error,
			"the elfcorehdr: %zu ranges of RAM and the notes of %zu CPUs make %zu program headers (a crash kernel reads up to %u)",
			info->ram.count, info->note_count - 1, count, PN_XNUM - 1);
	*size = sizeof(Elf64_Ehdr) + count * sizeof(Elf64_Phdr);
	return 0;
}

static void write_ehdr(Elf64_Ehdr *ehdr, size_t count)
{
	*ehdr = (Elf64_Ehdr){
		.e_ident = { ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB,
			     EV_CURRENT },
		.e_type = ET_CORE,
		.e_machine = arch_elf_machine,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(*ehdr),
		.e_ehsize = sizeof(*ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = count,
	};
}

static Elf64_Phdr note_phdr(struct range where)
{
	return (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = where.start,
		.p_paddr = where.start,
		.p_filesz = where.end - where.start,
		.p_memsz = where.end - where.start,
	};
}

static Elf64_Phdr load_phdr(uint64_t physical, uint64_t virtual, uint64_t size)
{
	return (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = PF_R | PF_W | PF_X,
		.p_offset = physical,
		.p_vaddr = virtual,
		.p_paddr = physical,
		.p_filesz = size,
		.p_memsz = size,
	};
}

/* makedumpfile and crash take virtual address 0 for "unknown", as no kernel maps RAM there. */
static uint64_t direct_map_address(const struct kernel_mappings *mappings, uint64_t physical)
{
	return mappings->direct_map ? mappings->direct_map + physical : 0;
}

/* The kernel image comes first: readers look up an address in the first segment that has it. */
void elfcorehdr_write(const struct core_info *info, void *header)
{
	const struct kernel_mappings *mappings = &info->mappings;
	const struct range *r = info->ram.list;
	Elf64_Phdr *phdr = (Elf64_Phdr *)((Elf64_Ehdr *)header + 1);
	size_t i;

	write_ehdr(header, count_phdrs(info));
	for (i = 0; i < info->note_count; i++)
		*phdr++ = note_phdr(info->notes[i]);
	if (mappings->text.end)
		*phdr++ = load_phdr(mappings->text_physical, mappings->text.start,
				    mappings->text.end - mappings->text.start);
	for (i = 0; i < info->ram.count; i++, r++)
		*phdr++ = load_phdr(r->start, direct_map_address(mappings, r->start),
				    r->end - r->start);
}
