// SPDX-License-Identifier: GPL-2.0-only
/* The elf format: an ELF relocatable (ELF gABI, chapter 4). */
#include "object.h"

#include <errno.h>
#include <gelf.h>
#include <string.h>

enum section {
	NONE,
	IMAGE,
	NOTE,
	STACK_NOTE,
	SYMBOLS,
	STRINGS,
	NAMES,
	SECTIONS
};

/* String tables of the sections' names and of the symbols' names. */
#define SECTION_NAMES                                                                              \
	"\0" KEXEC_BAKE_SECTION "\0" KEXEC_BAKE_NOTE_SECTION                                       \
	"\0.note.GNU-stack\0.symtab\0.strtab\0.shstrtab"
#define SYMBOL_NAMES                                                                               \
	"\0" KEXEC_BAKE_SYMBOL_START "\0" KEXEC_BAKE_SYMBOL_END "\0" KEXEC_BAKE_SYMBOL_SIZE

static const char section_names[] = SECTION_NAMES;
static const char symbol_names[] = SYMBOL_NAMES;

struct note {
	Elf64_Nhdr header;
	char name[(sizeof(KEXEC_BAKE_NOTE_NAME) + 3) & ~3u];
	struct kexec_bake_note descriptor;
};

/* Returns the offset of the @n-th string in @table. */
static size_t nth_string(const char *table, int n)
{
	const char *p = table;

	while (n--)
		p += strlen(p) + 1;
	return p - table;
}

static int set_header(Elf *elf)
{
	Elf64_Ehdr *e = elf64_newehdr(elf);

	if (!e)
		return -1;
	e->e_ident[EI_DATA] = ELFDATA2LSB;
	e->e_type = ET_REL;
	e->e_machine = KEXEC_BAKE_ARCH;
	e->e_version = EV_CURRENT;
	e->e_shstrndx = NAMES;
	return 0;
}

static Elf_Scn *new_section(Elf *elf, enum section index, Elf64_Shdr like)
{
	Elf_Scn *scn = elf_newscn(elf);
	Elf64_Shdr *shdr = scn ? elf64_getshdr(scn) : NULL;

	if (!shdr)
		return NULL;
	like.sh_name = nth_string(section_names, index);
	*shdr = like;
	return scn;
}

static int add_data(Elf_Scn *scn, Elf_Type type, uint64_t align, const void *content, size_t size)
{
	Elf_Data *data = elf_newdata(scn);

	if (!data)
		return -1;
	data->d_buf = (void *)content;
	data->d_size = size;
	data->d_type = type;
	data->d_align = align;
	data->d_version = EV_CURRENT;
	return 0;
}

static int add_section(Elf *elf, enum section index, Elf64_Shdr like, Elf_Type type,
		       const void *content, size_t size)
{
	Elf_Scn *scn = new_section(elf, index, like);

	if (!scn)
		return -1;
	return add_data(scn, type, like.sh_addralign, content, size);
}

static int add_piece(void *scn, const void *data, size_t size)
{
	return add_data(scn, ELF_T_BYTE, 1, data, size);
}

/* libelf writes the pieces in a row, without a copy. */
static int add_image(Elf *elf, const struct baked_image *image)
{
	Elf_Scn *scn = new_section(elf, IMAGE,
				   (Elf64_Shdr){
					   .sh_type = SHT_PROGBITS,
					   .sh_flags = SHF_ALLOC,
				   });

	/* An empty piece gives the section its alignment. */
	if (!scn || add_data(scn, ELF_T_BYTE, KEXEC_BAKE_PAGE, NULL, 0))
		return -1;
	return bake_feed(image, (struct kexec_bake_extent){ 0, image->header->image_size },
			 add_piece, scn);
}

static void make_note(struct note *note, const struct kexec_bake_header *h)
{
	*note = (struct note){
		.header.n_namesz = sizeof(KEXEC_BAKE_NOTE_NAME),
		.header.n_descsz = sizeof(note->descriptor),
		.header.n_type = KEXEC_BAKE_NOTE_TYPE,
		.name = KEXEC_BAKE_NOTE_NAME,
		.descriptor.version = h->version,
	};
	memcpy(note->descriptor.digest, h->digest, sizeof(h->digest));
}

static void make_symbols(Elf64_Sym symbols[4], uint64_t size)
{
	unsigned char info = ELF64_ST_INFO(STB_GLOBAL, STT_OBJECT);

	memset(symbols, 0, 4 * sizeof(*symbols));
	symbols[1] = (Elf64_Sym){ .st_name = nth_string(symbol_names, 1),
				  .st_info = info,
				  .st_shndx = IMAGE,
				  .st_size = size };
	symbols[2] = (Elf64_Sym){ .st_name = nth_string(symbol_names, 2),
				  .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE),
				  .st_shndx = IMAGE,
				  .st_value = size };
	symbols[3] = (Elf64_Sym){ .st_name = nth_string(symbol_names, 3),
				  .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE),
				  .st_shndx = SHN_ABS,
				  .st_value = size };
}

static int build_object(Elf *elf, const struct baked_image *image)
{
	Elf64_Sym symbols[4];
	struct note note;

	make_note(&note, image->header);
	make_symbols(symbols, image->header->image_size);
	if (set_header(elf) || add_image(elf, image) ||
	    add_section(elf, NOTE, (Elf64_Shdr){ .sh_type = SHT_NOTE, .sh_addralign = 4 },
			ELF_T_BYTE, &note, sizeof(note)) ||
	    add_section(elf, STACK_NOTE, (Elf64_Shdr){ .sh_type = SHT_PROGBITS, .sh_addralign = 1 },
			ELF_T_BYTE, NULL, 0) ||
	    add_section(elf, SYMBOLS,
			(Elf64_Shdr){ .sh_type = SHT_SYMTAB,
				      .sh_link = STRINGS,
				      .sh_info = 1,
				      .sh_entsize = sizeof(*symbols),
				      .sh_addralign = 8 },
			ELF_T_SYM, symbols, sizeof(symbols)) ||
	    add_section(elf, STRINGS, (Elf64_Shdr){ .sh_type = SHT_STRTAB, .sh_addralign = 1 },
			ELF_T_BYTE, symbol_names, sizeof(symbol_names)) ||
	    add_section(elf, NAMES, (Elf64_Shdr){ .sh_type = SHT_STRTAB, .sh_addralign = 1 },
			ELF_T_BYTE, section_names, sizeof(section_names)))
		return -1;
	return elf_update(elf, ELF_C_WRITE) < 0 ? -1 : 0;
}

int bake_write_object(struct output *output, const struct baked_image *image, struct error *error)
{
	int bad = -1;
	Elf *elf;

	elf_version(EV_CURRENT);
	errno = 0;
	elf = elf_begin(output->fd, ELF_C_WRITE, NULL);
	if (elf)
		bad = build_object(elf, image);
	if (bad)
		fail(error, "%s: cannot be written: %s", output->path,
		     errno ? strerror(errno) : elf_errmsg(-1));
	elf_end(elf);
	return bad;
}
