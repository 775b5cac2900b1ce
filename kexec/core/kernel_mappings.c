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

/* p_paddr of memory without a physical address: Linux, fs/proc/kcore.c. */
#define NO_ADDRESS UINT64_MAX

/* --- /proc/kcore -------------------------------------------------------------- */

static bool is_core_file(Elf *elf)
{
	GElf_Ehdr ehdr;

	return elf_kind(elf) == ELF_K_ELF && gelf_getehdr(elf, &ehdr) &&
	       ehdr.e_ident[EI_CLASS] == ELFCLASS64 && ehdr.e_type == ET_CORE;
}

/*
 * Kernels before 4.11 write 0 as p_paddr, so segments of the direct map disagree about its start.
 */
static void add_direct_map(struct kernel_mappings *mappings, const GElf_Phdr *phdr, bool *agree)
{
	uint64_t base = phdr->p_vaddr - phdr->p_paddr;

	if (phdr->p_vaddr < phdr->p_paddr || base < arch_kernel_half ||
	    (mappings->direct_map && mappings->direct_map != base))
		*agree = false;
	mappings->direct_map = base;
}

/* Modules lie in the same virtual range, so the physical address decides. */
static void add_kernel_text(struct kernel_mappings *mappings, const GElf_Phdr *phdr, uint64_t code)
{
	if (!code || phdr->p_paddr != code || phdr->p_vaddr > UINT64_MAX - phdr->p_memsz)
		return;
	mappings->text = (struct range){ phdr->p_vaddr, phdr->p_vaddr + phdr->p_memsz };
	mappings->text_physical = code;
}

static void add_phdr(struct kernel_mappings *mappings, const GElf_Phdr *phdr, uint64_t code,
		     bool *agree)
{
	if (phdr->p_type != PT_LOAD || phdr->p_paddr == NO_ADDRESS)
		return;
	if (phdr->p_vaddr >= arch_kernel_text)
		add_kernel_text(mappings, phdr, code);
	else
		add_direct_map(mappings, phdr, agree);
}

int kernel_mappings_from_kcore(struct kernel_mappings *mappings, Elf *elf, uint64_t code,
			       struct error *error)
{
	bool agree = true;
	size_t i, count;
	GElf_Phdr phdr;

	*mappings = (struct kernel_mappings){ 0 };
	if (!is_core_file(elf))
		return fail(error, KCORE ": is not a 64-bit ELF core file");
	if (elf_getphdrnum(elf, &count))
		return fail(error, KCORE ": its program headers cannot be read");
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &phdr))
			return fail(error, KCORE ": program header %zu of %zu cannot be read", i,
				    count);
		add_phdr(mappings, &phdr, code, &agree);
	}
	if (!agree)
		mappings->direct_map = 0;
	return 0;
}

static int read_kcore(struct kernel_mappings *mappings, uint64_t code, struct error *error)
{
	int result, fd = system_open(KCORE);
	Elf *elf;

	if (fd < 0)
		return 0;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	result = kernel_mappings_from_kcore(mappings, elf, code, error);
	elf_end(elf);
	close(fd);
	return result;
}

/* --- /proc/kallsyms: "address type name", and perhaps "[module]" --------------- */

uint64_t kallsyms_address(char *text, const char *name)
{
	char *line, *end;
	uint64_t address;

	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		address = strtoull(line, &end, 16);
		/* The address is followed by a blank, the type's letter and a blank. */
		if (strnlen(end, 3) == 3 && end[0] == ' ' && end[2] == ' ' &&
		    !strcmp(end + 3, name))
			return address;
	}
	return 0;
}

static uint64_t read_text_address(void)
{
	struct blob symbols;
	uint64_t start;

	if (sysfile_read(KALLSYMS, &symbols))
		return 0;
	start = kallsyms_address((char *)symbols.data, "_text");
	blob_free(&symbols);
	return start;
}

/* The image ends with bss; the remainder of its last pages holds no data. */
static void find_text_by_symbol(struct kernel_mappings *mappings, struct range image)
{
	uint64_t start = read_text_address();

	if (start < arch_kernel_text || start > UINT64_MAX - (image.end - image.start))
		return;
	mappings->text = (struct range){ start, start + (image.end - image.start) };
	mappings->text_physical = image.start;
}

/* --- both ------------------------------------------------------------------------ */

/* @image runs from "Kernel code" to "Kernel bss", and is empty if /proc/iomem lacks either. */
static int find_kernel_image(struct range *image, struct error *error)
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

int kernel_mappings_read(struct kernel_mappings *mappings, struct error *error)
{
	struct range image;

	*mappings = (struct kernel_mappings){ 0 };
	if (find_kernel_image(&image, error) || read_kcore(mappings, image.start, error))
		return -1;
	if (image.end && !mappings->text.end)
		find_text_by_symbol(mappings, image);
	return 0;
}
