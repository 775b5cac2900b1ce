// SPDX-License-Identifier: GPL-2.0-only
/*
 * The image's offset depends on the type of the file:
 *
 * - in an image it is 0
 * - in an ELF file a symbol holds it; in a stripped one, the image begins at a page boundary
 * - a compressed kernel holds such an ELF file
 * - in an archive, or in several concatenated archives with zeros between them, the image is a
 *   member
 */
#include "find_image.h"

#include <string.h>

#include "kexec/image/elf.h"
#include "util_lib/cpio.h"
#include "util_lib/decompress.h"

#include "bake_arch.h"

static bool has_magic(const uint8_t *data, size_t size)
{
	return size >= 8 && !memcmp(data, KEXEC_BAKE_MAGIC, 8);
}

static int take_image(struct found_image *found, const char *path, const struct blob *in,
		      size_t offset, struct error *error)
{
	int bad = kexec_bake_validate(in->data + offset, in->size - offset);

	if (bad)
		return fail(error, "%s: holds no valid baked image: %s", path,
			    kexec_bake_strerror(bad));
	found->image = in->data + offset;
	memcpy(&found->header, found->image, sizeof(found->header));
	return 0;
}

/* gABI, 4: the value of a symbol is an offset in its section, or an address. */
static int locate_symbol(Elf *elf, const GElf_Sym *sym, size_t size, size_t *offset)
{
	Elf_Scn *scn = elf_getscn(elf, sym->st_shndx);
	GElf_Ehdr ehdr;
	GElf_Shdr shdr;
	uint64_t start;

	if (!scn || !gelf_getshdr(scn, &shdr) || !gelf_getehdr(elf, &ehdr) ||
	    shdr.sh_type != SHT_PROGBITS)
		return -1;
	start = sym->st_value;
	if (ehdr.e_type != ET_REL)
		start -= shdr.sh_addr;
	if (start > shdr.sh_size || shdr.sh_offset > size || start > size - shdr.sh_offset)
		return -1;
	*offset = shdr.sh_offset + start;
	return 0;
}

static int find_by_symbol(const struct blob *in, size_t *offset)
{
	Elf *elf = elf_memory((char *)in->data, in->size);
	GElf_Sym sym;
	int result;

	result = elf_find_symbol(elf, KEXEC_BAKE_SYMBOL_START, &sym) ||
		 locate_symbol(elf, &sym, in->size, offset);
	elf_end(elf);
	return result ? -1 : 0;
}

static int find_by_page(const struct blob *in, size_t *offset)
{
	size_t i;

	for (i = 0; i < in->size; i += KEXEC_BAKE_PAGE) {
		if (!has_magic(in->data + i, in->size - i))
			continue;
		*offset = i;
		return 0;
	}
	return -1;
}

static int find_in_elf(struct found_image *found, const char *path, const struct blob *in,
		       struct error *error)
{
	size_t offset;

	elf_version(EV_CURRENT);
	if (!find_by_symbol(in, &offset) || !find_by_page(in, &offset))
		return take_image(found, path, in, offset, error);
	return fail(error, "%s: holds no baked image", path);
}

static bool is_elf(const struct blob *in)
{
	return in->size > SELFMAG && !memcmp(in->data, ELFMAG, SELFMAG);
}

static bool is_image_member(const struct cpio_member *member)
{
	return (member->mode & CPIO_TYPE) == CPIO_FILE &&
	       member->name_size == strlen(KEXEC_BAKE_CPIO_NAME) &&
	       !memcmp(member->name, KEXEC_BAKE_CPIO_NAME, member->name_size);
}

/* The search ends at a compressed archive, as the kernel side's search early in boot does. */
static int find_in_cpio(struct found_image *found, const char *path, struct error *error)
{
	const struct blob *in = &found->file;
	struct cpio_member member;
	struct blob image;
	size_t n, at = 0;

	while (at < in->size) {
		n = cpio_parse(&member, in->data + at, in->size - at);
		if (!n && in->data[at])
			break;
		if (!n || !is_image_member(&member)) {
			at += n ? n : 4;
			continue;
		}
		image = (struct blob){ (uint8_t *)member.content, member.size };
		return take_image(found, path, &image, 0, error);
	}
	return fail(error,
		    "%s: holds no baked image (a member " KEXEC_BAKE_CPIO_NAME
		    " was expected, before compressed archives)",
		    path);
}

static int find_packed(struct found_image *found, const char *path, const uint8_t *data,
		       size_t size, struct error *error)
{
	if (decompress(path, data, size, &found->unpacked, error))
		return -1;
	if (!is_elf(&found->unpacked))
		return fail(error, "%s: its payload is not an ELF file", path);
	return find_in_elf(found, path, &found->unpacked, error);
}

static int find_in_kernel(struct found_image *found, const char *path, struct error *error)
{
	struct blob payload;

	if (bake_arch_find_payload(found, path, &payload, error))
		return -1;
	return find_packed(found, path, payload.data, payload.size, error);
}

static const char *elf_container(const struct blob *file)
{
	const Elf64_Ehdr *e = (const void *)file->data;

	return file->size >= sizeof(*e) && e->e_type == ET_REL ? "ELF object" : "ELF executable";
}

static int find_in_file(struct found_image *found, const char *path, struct error *error)
{
	const struct blob *file = &found->file;
	struct cpio_member member;

	if (file_read(path, &found->file, error))
		return -1;
	if (has_magic(file->data, file->size)) {
		found->container = "image";
		return take_image(found, path, file, 0, error);
	}
	if (is_elf(file)) {
		found->container = elf_container(file);
		return find_in_elf(found, path, file, error);
	}
	if (cpio_parse(&member, file->data, file->size)) {
		found->container = "cpio archive";
		return find_in_cpio(found, path, error);
	}
	if (is_compressed(file->data, file->size)) {
		found->container = "packed ELF file";
		return find_packed(found, path, file->data, file->size, error);
	}
	return find_in_kernel(found, path, error);
}

int found_image_open(struct found_image *found, const char *path, struct error *error)
{
	*found = (struct found_image){ 0 };
	if (!find_in_file(found, path, error))
		return 0;
	found_image_close(found);
	return -1;
}

void found_image_close(struct found_image *found)
{
	blob_free(&found->file);
	blob_free(&found->unpacked);
}

int found_image_check_command_line(const struct found_image *found, const char *path,
				   struct error *error)
{
	const struct kexec_bake_extent *e = &found->header.command_line;
	size_t length = strnlen((const char *)found->image + e->offset, e->size);

	if (length == e->size)
		return fail(error, "%s: its command line is not terminated", path);
	if (e->size - length - 1 < KEXEC_BAKE_ADDED_PARAMETER_MAX)
		return fail(error, "%s: its command line has no space for %u bytes more", path,
			    KEXEC_BAKE_ADDED_PARAMETER_MAX);
	return 0;
}
