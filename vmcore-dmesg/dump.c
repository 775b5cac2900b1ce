// SPDX-License-Identifier: GPL-2.0-only
#include "dump.h"

#include <gelf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The kernel's VMCOREINFO_NOTE_NAME.  Some writers do not count its terminating 0. */
#define NOTE_NAME "VMCOREINFO"
/*
 * The largest size of the notes in bytes.  They are VMCOREINFO and one note of about 400 bytes for
 * each CPU, of which there may be thousands.
 */
#define NOTES_MAX (64u << 20)

/* --- ELF headers and notes -------------------------------------------------- */

static int fail_elf(const struct dump *dump, const char *what, struct error *error)
{
	const char *why = elf_errmsg(0);

	return fail(error, "%s: its %s cannot be read: %s", dump->file->path, what,
		    why ? why : "it is cut short");
}

/* A segment whose end overflows a file offset cannot be in the file, and is ignored. */
static void add_segment(struct dump *dump, const GElf_Phdr *phdr)
{
	struct segment *segment = &dump->segments[dump->segment_count];

	if (phdr->p_offset + phdr->p_filesz < phdr->p_offset)
		return;
	*segment = (struct segment){
		.physical = phdr->p_paddr,
		.virtual = phdr->p_vaddr,
		.size = phdr->p_memsz,
		.stored = phdr->p_filesz < phdr->p_memsz ? phdr->p_filesz : phdr->p_memsz,
		.offset = phdr->p_offset,
	};
	dump->segment_count++;
}

static bool is_vmcoreinfo(const char *name, size_t size)
{
	return size >= strlen(NOTE_NAME) && size <= sizeof(NOTE_NAME) &&
	       !memcmp(name, NOTE_NAME, size);
}

/* Return: 0, also if the note is not among @notes; or -1 with @error filled. */
static int find_vmcoreinfo(struct dump *dump, const Elf_Data *notes, struct error *error)
{
	size_t next, name, text, at = 0;
	const char *bytes = notes->d_buf;
	GElf_Nhdr note;

	while (!dump->info.text &&
	       (next = gelf_getnote((Elf_Data *)notes, at, &note, &name, &text))) {
		if (is_vmcoreinfo(bytes + name, note.n_namesz)) {
			dump->info.text = strndup(bytes + text, note.n_descsz);
			if (!dump->info.text)
				return fail(error, "%s: out of memory", dump->file->path);
		}
		at = next;
	}
	return 0;
}

static int read_notes(struct dump *dump, Elf *elf, const GElf_Phdr *phdr, struct error *error)
{
	Elf_Data *notes;

	if (dump->info.text || !phdr->p_filesz)
		return 0;
	if (phdr->p_filesz > NOTES_MAX)
		return fail(error,
			    "%s: its notes take %" PRIu64 " bytes (64 MiB at most were expected)",
			    dump->file->path, phdr->p_filesz);
	notes = elf_getdata_rawchunk(elf, phdr->p_offset, phdr->p_filesz,
				     phdr->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	return notes ? find_vmcoreinfo(dump, notes, error) : fail_elf(dump, "notes", error);
}

static int read_program_headers(struct dump *dump, Elf *elf, struct error *error)
{
	GElf_Phdr phdr;
	size_t count, i;

	if (elf_getphdrnum(elf, &count))
		return fail_elf(dump, "program headers", error);
	dump->segments = calloc(count ? count : 1, sizeof(*dump->segments));
	if (!dump->segments)
		return fail(error, "%s: out of memory for %zu program headers", dump->file->path,
			    count);
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &phdr))
			return fail_elf(dump, "program headers", error);
		if (phdr.p_type == PT_LOAD)
			add_segment(dump, &phdr);
		if (phdr.p_type == PT_NOTE && read_notes(dump, elf, &phdr, error))
			return -1;
	}
	return 0;
}

/*
 * A dump with 32-bit ELF headers may be of a 64-bit kernel.  Each kernel exports the size of
 * struct list_head, which is two pointers.
 */
static void find_word_size(struct dump *dump, int class)
{
	uint64_t size;

	dump->word = class == ELFCLASS64 ? 8 : 4;
	if (!vmcoreinfo_get(&dump->info, "SIZE", "list_head", &size) && (size == 8 || size == 16))
		dump->word = size / 2;
}

static int read_elf_headers(struct dump *dump, Elf *elf, struct error *error)
{
	GElf_Ehdr ehdr;

	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &ehdr))
		return fail_elf(dump, "ELF header", error);
	if (ehdr.e_type != ET_CORE)
		return fail(error, "%s: is an ELF file, but not a core dump", dump->file->path);
	dump->machine = ehdr.e_machine;
	dump->big_endian = ehdr.e_ident[EI_DATA] == ELFDATA2MSB;
	if (read_program_headers(dump, elf, error))
		return -1;
	if (!dump->info.text)
		return fail(
			error,
			"%s: has no VMCOREINFO note (a dump of a kernel's memory was expected; QEMU writes the note only with -device vmcoreinfo)",
			dump->file->path);
	find_word_size(dump, ehdr.e_ident[EI_CLASS]);
	return 0;
}

int dump_open(struct dump *dump, const struct input_file *file, struct error *error)
{
	Elf *elf;
	int result;

	*dump = (struct dump){ .file = file, .info.path = file->path };
	elf_version(EV_CURRENT);
	elf = elf_begin(file->fd, ELF_C_READ, NULL);
	if (!elf)
		return fail_elf(dump, "ELF header", error);
	result = read_elf_headers(dump, elf, error);
	elf_end(elf);
	if (result)
		dump_close(dump);
	return result;
}

void dump_close(struct dump *dump)
{
	free(dump->segments);
	free(dump->info.text);
	*dump = (struct dump){ 0 };
}

/* --- memory ----------------------------------------------------------------- */

static const struct segment *find_segment(const struct dump *dump, uint64_t address)
{
	const struct segment *s;
	size_t i;

	for (i = 0; i < dump->segment_count; i++) {
		s = &dump->segments[i];
		if (address >= s->physical && address - s->physical < s->size)
			return s;
	}
	return NULL;
}

/*
 * Reads up to the end of the segment, or of the part that the file holds, and reduces @size to the
 * number of bytes read.
 */
static int read_segment_piece(const struct dump *dump, const struct segment *s, uint64_t skip,
			      void *data, size_t *size, struct error *error)
{
	uint64_t left = skip < s->stored ? s->stored - skip : s->size - skip;

	if (*size > left)
		*size = left;
	if (skip < s->stored)
		return input_file_read(dump->file, s->offset + skip, data, *size, error);
	memset(data, 0, *size);
	return 0;
}

int dump_read(const struct dump *dump, uint64_t address, void *data, size_t size,
	      struct error *error)
{
	const struct segment *s;
	uint8_t *p = data;
	size_t n;

	for (; size; size -= n, address += n, p += n) {
		s = find_segment(dump, address);
		if (!s)
			return fail(error, "%s: does not contain physical address 0x%" PRIx64,
				    dump->file->path, address);
		n = size;
		if (read_segment_piece(dump, s, address - s->physical, p, &n, error))
			return -1;
	}
	return 0;
}

int dump_translate(const struct dump *dump, uint64_t address, uint64_t *physical, uint64_t *left)
{
	const struct segment *s;
	size_t i;

	for (i = 0; i < dump->segment_count; i++) {
		s = &dump->segments[i];
		if (address < s->virtual || address - s->virtual >= s->size)
			continue;
		*physical = s->physical + (address - s->virtual);
		*left = s->size - (address - s->virtual);
		return 0;
	}
	return -1;
}

uint64_t dump_number(const struct dump *dump, const uint8_t *bytes, unsigned int size)
{
	uint64_t number = 0;
	unsigned int i;

	for (i = 0; i < size; i++)
		number = number << 8 | bytes[dump->big_endian ? i : size - 1 - i];
	return number;
}

int dump_fail_unmapped(const struct dump *dump, uint64_t address, struct error *error)
{
	return fail(error, "%s: nothing is mapped at virtual address 0x%" PRIx64, dump->file->path,
		    address);
}
