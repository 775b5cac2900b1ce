// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_mappings.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kexec/arch.h"
#include "kexec/machine/memory_map.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"

#define KCORE    "/proc/kcore"
#define KALLSYMS "/proc/kallsyms"

/* What has no physical address of its own: fs/proc/kcore.c. */
#define NO_ADDRESS UINT64_MAX

/* --- /proc/kcore -------------------------------------------------------------- */

static bool is_core_file(Elf *elf)
{
	GElf_Ehdr ehdr;

	return elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &ehdr) &&
	       ehdr.e_ident[EI_CLASS] == ELFCLASS64 && ehdr.e_type == ET_CORE;
}

/*
 * Kernels before 4.11 put 0 where the physical address belongs; there the parts
 * of the direct map don't agree on where it begins.
 */
static void add_direct_map(struct crash_mappings *mappings, const GElf_Phdr *phdr, bool *agree)
{
	uint64_t base = phdr->p_vaddr - phdr->p_paddr;

	if (phdr->p_vaddr < phdr->p_paddr || base < arch_kernel_half ||
	    (mappings->direct_map && mappings->direct_map != base))
		*agree = false;
	mappings->direct_map = base;
}

/* The physical address decides: modules lie there, too. */
static void add_text(struct crash_mappings *mappings, const GElf_Phdr *phdr, uint64_t code)
{
	if (!code || phdr->p_paddr != code || phdr->p_vaddr > UINT64_MAX - phdr->p_memsz)
		return;
	mappings->text = (struct range){ phdr->p_vaddr, phdr->p_vaddr + phdr->p_memsz };
	mappings->text_physical = code;
}

static void add_phdr(struct crash_mappings *mappings, const GElf_Phdr *phdr, uint64_t code,
		     bool *agree)
{
	if (phdr->p_type != PT_LOAD || phdr->p_paddr == NO_ADDRESS)
		return;
	if (phdr->p_vaddr >= arch_kernel_text)
		add_text(mappings, phdr, code);
	else
		add_direct_map(mappings, phdr, agree);
}

int crash_mappings_of_kcore(struct crash_mappings *mappings, Elf *elf, uint64_t code,
			    struct error *error)
{
	bool agree = true;
	size_t i, count;
	GElf_Phdr phdr;

	*mappings = (struct crash_mappings){ 0 };
	if (!is_core_file(elf))
		return fail(error, KCORE ": is no 64-bit ELF core file");
	if (elf_getphdrnum(elf, &count))
		return fail(error, KCORE ": its program headers can't be read");
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &phdr))
			return fail(error, KCORE ": program header %zu of %zu can't be read", i,
				    count);
		add_phdr(mappings, &phdr, code, &agree);
	}
	if (!agree)
		mappings->direct_map = 0;
	return 0;
}

static int read_kcore(struct crash_mappings *mappings, uint64_t code, struct error *error)
{
	int result, fd = system_open(KCORE);
	Elf *elf;

	if (fd < 0)
		return 0;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	result = crash_mappings_of_kcore(mappings, elf, code, error);
	elf_end(elf);
	close(fd);
	return result;
}

/* --- /proc/kallsyms: "address type name", and perhaps "[module]" --------------- */

uint64_t crash_symbol(char *text, const char *name)
{
	char *line, *end;
	uint64_t address;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		address = strtoull(line, &end, 16);
		/* Behind one blank, one letter and one more blank. */
		if (strnlen(end, 3) == 3 && end[0] == ' ' && end[2] == ' ' &&
		    !strcmp(end + 3, name))
			return address;
	}
	return 0;
}

static uint64_t start_of_text(void)
{
	struct blob symbols;
	uint64_t start;

	if (sysfile_read(KALLSYMS, &symbols))
		return 0;
	start = crash_symbol((char *)symbols.data, "_text");
	blob_free(&symbols);
	return start;
}

/* From _text to the end of bss: what follows in the last pages is of no use. */
static void find_text(struct crash_mappings *mappings, struct range image)
{
	uint64_t start = start_of_text();

	if (start < arch_kernel_text || start > UINT64_MAX - (image.end - image.start))
		return;
	mappings->text = (struct range){ start, start + (image.end - image.start) };
	mappings->text_physical = image.start;
}

/* --- both ------------------------------------------------------------------------ */

/* From "Kernel code" to "Kernel bss"; nothing if one of them isn't there. */
static int find_image(struct range *image, struct error *error)
{
	struct ranges code, bss;

	*image = (struct range){ 0 };
	if (memory_map_named("Kernel code", &code, error))
		return -1;
	if (memory_map_named("Kernel bss", &bss, error)) {
		ranges_free(&code);
		return -1;
	}
	if (code.count == 1 && bss.count == 1 && code.list->start < bss.list->end)
		*image = (struct range){ code.list->start, bss.list->end };
	ranges_free(&code);
	ranges_free(&bss);
	return 0;
}

int crash_mappings_read(struct crash_mappings *mappings, struct error *error)
{
	struct range image;

	*mappings = (struct crash_mappings){ 0 };
	if (find_image(&image, error) || read_kcore(mappings, image.start, error))
		return -1;
	if (image.end && !mappings->text.end)
		find_text(mappings, image);
	return 0;
}
