// SPDX-License-Identifier: GPL-2.0-only
#include "purgatory_copy.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/align.h"

/* The linked purgatory, an ELF executable: kexec/load/purgatory_blob.S. */
extern const char purgatory_blob[], purgatory_blob_end[];

/*
 * purgatory.ld links two segments, the second without content.  The purgatory was built together
 * with this program, so any other layout is a bug.
 */
static int read_purgatory_sizes(struct purgatory *purgatory, Elf *elf, GElf_Phdr *code)
{
	GElf_Phdr scratch;

	if (!gelf_getphdr(elf, 0, code) || !gelf_getphdr(elf, 1, &scratch) ||
	    code->p_type != PT_LOAD || scratch.p_type != PT_LOAD || code->p_vaddr ||
	    code->p_filesz != code->p_memsz || scratch.p_filesz || scratch.p_vaddr % PAGE_4K ||
	    scratch.p_vaddr < code->p_memsz)
		return -1;
	purgatory->code_size = code->p_filesz;
	purgatory->scratch = scratch.p_vaddr;
	purgatory->memory_size = scratch.p_vaddr + scratch.p_memsz;
	return 0;
}

static int copy_purgatory_code(struct purgatory *purgatory, Elf *elf)
{
	GElf_Phdr code;

	if (!elf || read_purgatory_sizes(purgatory, elf, &code))
		return -1;
	purgatory->code = malloc(code.p_filesz);
	if (!purgatory->code)
		return -1;
	memcpy(purgatory->code, purgatory_blob + code.p_offset, code.p_filesz);
	return 0;
}

int purgatory_open(struct purgatory *purgatory, struct error *error)
{
	int result;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)purgatory_blob, purgatory_blob_end - purgatory_blob);
	result = copy_purgatory_code(purgatory, elf);
	elf_end(elf);
	if (result)
		return fail(error, "the built-in purgatory cannot be read");
	return 0;
}

int purgatory_place(struct purgatory *purgatory, struct segments *segments, struct error *error)
{
	struct segment segment = {
		.name = "purgatory",
		.content = purgatory->code,
		.stored = purgatory->code_size,
		.size = purgatory->memory_size,
	};

	return segments_place(segments, segment, PLACE_PAGE, &purgatory->address, error);
}

void purgatory_set_info(struct purgatory *purgatory, struct purgatory_info *info)
{
	info->self = purgatory->address;
	memcpy(purgatory->code, info, sizeof(*info));
}

void purgatory_close(struct purgatory *purgatory)
{
	free(purgatory->code);
	*purgatory = (struct purgatory){ 0 };
}
