// SPDX-License-Identifier: GPL-2.0-only
#include "elf.h"

#include <inttypes.h>
#include <string.h>

unsigned int elf_machine(const struct blob *file, bool *is_64)
{
	const uint8_t *f = file->data;

	if (file->size < sizeof(Elf32_Ehdr) || memcmp(f, ELFMAG, SELFMAG) ||
	    f[EI_DATA] != ELFDATA2LSB)
		return EM_NONE;
	*is_64 = f[EI_CLASS] == ELFCLASS64;
	/* Offset of e_machine in both classes. */
	return f[18] | f[19] << 8;
}

static int add_pt_load(struct program *program, const GElf_Phdr *phdr, const char *name,
		       const struct blob *file, struct error *error)
{
	struct program_part part = {
		.address = phdr->p_paddr,
		.stored = phdr->p_filesz,
		.size = phdr->p_memsz,
	};

	if (phdr->p_offset > file->size || phdr->p_filesz > file->size - phdr->p_offset)
		return fail(error,
			    "%s: is cut short: its part of 0x%" PRIx64 " bytes at offset 0x%" PRIx64
			    " reaches past its end, %zu bytes",
			    name, phdr->p_filesz, phdr->p_offset, file->size);
	part.content = file->data + phdr->p_offset;
	return program_add(program, part, name, error);
}

static int add_program_header(struct program *program, const GElf_Phdr *phdr, const char *name,
			      const struct blob *file, struct error *error)
{
	switch (phdr->p_type) {
	case PT_LOAD:
		return add_pt_load(program, phdr, name, file, error);
	case PT_INTERP:
		return fail(
			error,
			"%s: needs an interpreter, as user-space programs do (a kernel was expected)",
			name);
	default:
		return 0;
	}
}

/*
 * The entry is meant to be a physical address, but some linkers write a virtual one.
 *
 * Return: @entry, or the physical address to which a segment maps it.
 */
static uint64_t physical_entry(Elf *elf, size_t count, uint64_t entry)
{
	uint64_t found = entry;
	GElf_Phdr phdr;
	size_t i;

	for (i = 0; i < count && gelf_getphdr(elf, i, &phdr); i++) {
		if (phdr.p_type != PT_LOAD)
			continue;
		if (entry - phdr.p_paddr < phdr.p_memsz)
			return entry;
		if (entry - phdr.p_vaddr < phdr.p_memsz)
			found = entry - phdr.p_vaddr + phdr.p_paddr;
	}
	return found;
}

static int add_program_headers(struct program *program, Elf *elf, const char *name,
			       const struct blob *file, struct error *error)
{
	GElf_Ehdr ehdr;
	GElf_Phdr phdr;
	size_t i, count;

	if (!elf || elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &ehdr) ||
	    elf_getphdrnum(elf, &count))
		return fail(error, "%s: cannot be read as an ELF file: %s", name, elf_errmsg(-1));
	if (ehdr.e_type != ET_EXEC)
		return fail(error,
			    "%s: is an ELF file of type %u (an executable, type %u, was expected)",
			    name, ehdr.e_type, ET_EXEC);
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &phdr))
			return fail(error,
				    "%s: is cut short: its program header %zu of %zu is missing",
				    name, i + 1, count);
		if (add_program_header(program, &phdr, name, file, error))
			return -1;
	}
	program->entry = physical_entry(elf, count, ehdr.e_entry);
	return 0;
}

int elf_read_parts(struct program *program, const char *name, const struct blob *file,
		   struct error *error)
{
	int result;
	Elf *elf;

	*program = (struct program){ 0 };
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)file->data, file->size);
	result = add_program_headers(program, elf, name, file, error);
	elf_end(elf);
	if (result)
		program_free(program);
	return result;
}

int elf_read(struct program *program, const char *name, const struct blob *file,
	     struct error *error)
{
	if (elf_read_parts(program, name, file, error))
		return -1;
	if (!program_check(program, name, error))
		return 0;
	program_free(program);
	return -1;
}

static int find_symbol_in_section(Elf *elf, Elf_Scn *scn, const char *symbol, GElf_Sym *sym)
{
	Elf_Data *data = elf_getdata(scn, NULL);
	const char *name;
	GElf_Shdr shdr;
	int i;

	if (!data || !gelf_getshdr(scn, &shdr) || shdr.sh_type != SHT_SYMTAB)
		return -1;
	for (i = 0; gelf_getsym(data, i, sym); i++) {
		name = elf_strptr(elf, shdr.sh_link, sym->st_name);
		if (name && !strcmp(name, symbol))
			return 0;
	}
	return -1;
}

int elf_find_symbol(Elf *elf, const char *symbol, GElf_Sym *sym)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(elf, scn)))
		if (!find_symbol_in_section(elf, scn, symbol, sym))
			return 0;
	return -1;
}

bool elf_has_symbol(const struct blob *file, const char *symbol)
{
	GElf_Sym sym;
	bool found;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)file->data, file->size);
	found = !elf_find_symbol(elf, symbol, &sym);
	elf_end(elf);
	return found;
}
