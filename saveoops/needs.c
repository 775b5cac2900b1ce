// SPDX-License-Identifier: GPL-2.0-only
#include "needs.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util_lib/align.h"

/* Where x86_64's loader looks, on Debian and elsewhere: ld.so(8). */
static const char *const directories[] = {
	"/lib64", "/usr/lib64", "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu",
	"/lib",   "/usr/lib",
};

static int add(struct needs *needs, const char *file, struct error *error)
{
	char **files;
	size_t i;

	for (i = 0; i < needs->count; i++)
		if (!strcmp(needs->files[i], file))
			return 0;
	files = reallocarray(needs->files, needs->count + 1, sizeof(*files));
	if (!files)
		return fail(error, "no memory is left");
	needs->files = files;
	files[needs->count] = strdup(file);
	if (!files[needs->count])
		return fail(error, "no memory is left");
	needs->count++;
	return 0;
}

static int add_library(struct needs *needs, const char *of, const char *name, struct error *error)
{
	char path[4096];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directories); i++) {
		snprintf(path, sizeof(path), "%s/%s", directories[i], name);
		if (!access(path, R_OK))
			return add(needs, path, error);
	}
	return fail(error, "%s: the library %s, which it needs, is not where the loader looks", of,
		    name);
}

/* ELF gABI, "Dynamic Section". */
static int add_needed(struct needs *needs, const char *file, Elf *elf, Elf_Scn *section,
		      struct error *error)
{
	Elf_Data *data = elf_getdata(section, NULL);
	const char *name;
	GElf_Shdr shdr;
	GElf_Dyn dyn;
	int i;

	if (!data || !gelf_getshdr(section, &shdr))
		return fail(error, "%s: cannot be read as ELF: %s", file, elf_errmsg(-1));
	for (i = 0; gelf_getdyn(data, i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		if (dyn.d_tag != DT_NEEDED)
			continue;
		name = elf_strptr(elf, shdr.sh_link, dyn.d_un.d_val);
		if (!name)
			return fail(error, "%s: cannot be read as ELF: %s", file, elf_errmsg(-1));
		if (add_library(needs, file, name, error))
			return -1;
	}
	return 0;
}

static int add_libraries(struct needs *needs, const char *file, Elf *elf, struct error *error)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &shdr) && shdr.sh_type == SHT_DYNAMIC &&
		    add_needed(needs, file, elf, section, error))
			return -1;
	return 0;
}

/* Its name ends with a zero, and all of it lies in the file. */
static int add_loader(struct needs *needs, const char *file, Elf *elf, struct error *error)
{
	size_t i, size, count = 0;
	const char *bytes = elf_rawfile(elf, &size);
	GElf_Phdr phdr;

	elf_getphdrnum(elf, &count);
	for (i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &phdr) || phdr.p_type != PT_INTERP)
			continue;
		if (!bytes || phdr.p_offset >= size || phdr.p_filesz > size - phdr.p_offset ||
		    !memchr(bytes + phdr.p_offset, 0, phdr.p_filesz))
			return fail(error, "%s: its loader's name is damaged", file);
		return add(needs, bytes + phdr.p_offset, error);
	}
	return 0;
}

static int read_file(struct needs *needs, const char *file, struct error *error)
{
	int result, fd = open(file, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", file);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf_kind(elf) != ELF_K_ELF)
		result = fail(error, "%s: is no program (an ELF file was expected)", file);
	else
		result = add_loader(needs, file, elf, error) ||
					 add_libraries(needs, file, elf, error) ?
				 -1 :
				 0;
	elf_end(elf);
	close(fd);
	return result;
}

int needs_read(struct needs *needs, const char *program, struct error *error)
{
	size_t i;

	*needs = (struct needs){ 0 };
	if (add(needs, program, error))
		return -1;
	/* The list grows meanwhile. */
	for (i = 0; i < needs->count; i++)
		if (read_file(needs, needs->files[i], error))
			return -1;
	return 0;
}

void needs_free(struct needs *needs)
{
	while (needs->count)
		free(needs->files[--needs->count]);
	free(needs->files);
	*needs = (struct needs){ 0 };
}
