// SPDX-License-Identifier: GPL-2.0-only
#include "elfcorehdr.h"

#include <elf.h>

#include "kexec/arch.h"

static size_t count_phdrs(const struct crash_facts *facts)
{
	return facts->note_count + (facts->mappings.text.end != 0) + facts->ram.count;
}

/*
 * The gABI has a way to count more of them (e_phnum = PN_XNUM), but /proc/vmcore
 * doesn't know it (Linux, fs/proc/vmcore.c, parse_crash_elf64_headers()).
 */
int crash_header_size(const struct crash_facts *facts, uint64_t *size, struct error *error)
{
	size_t count = count_phdrs(facts);

	if (count >= PN_XNUM)
		return fail(
			error,
			"the core header: %zu ranges of RAM and the notes of %zu CPUs make %zu program headers (a crash kernel reads up to %u)",
			facts->ram.count, facts->note_count - 1, count, PN_XNUM - 1);
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

static Elf64_Phdr note(struct range where)
{
	return (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = where.start,
		.p_paddr = where.start,
		.p_filesz = where.end - where.start,
		.p_memsz = where.end - where.start,
	};
}

static Elf64_Phdr load(uint64_t physical, uint64_t virtual, uint64_t size)
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

/* Address 0 is none of the kernel's: so makedumpfile and crash take it, too. */
static uint64_t virtual(const struct crash_mappings *mappings, uint64_t physical)
{
	return mappings->direct_map ? mappings->direct_map + physical : 0;
}

/* The kernel first, as its own addresses are looked up there before any other. */
void crash_header_write(const struct crash_facts *facts, void *header)
{
	const struct crash_mappings *mappings = &facts->mappings;
	const struct range *r = facts->ram.list;
	Elf64_Phdr *phdr = (Elf64_Phdr *)((Elf64_Ehdr *)header + 1);
	size_t i;

	write_ehdr(header, count_phdrs(facts));
	for (i = 0; i < facts->note_count; i++)
		*phdr++ = note(facts->notes[i]);
	if (mappings->text.end)
		*phdr++ = load(mappings->text_physical, mappings->text.start,
			       mappings->text.end - mappings->text.start);
	for (i = 0; i < facts->ram.count; i++, r++)
		*phdr++ = load(r->start, virtual(mappings, r->start), r->end - r->start);
}
