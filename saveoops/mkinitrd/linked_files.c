// SPDX-License-Identifier: GPL-2.0-only
#include "linked_files.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "include/kexec_bake.h"
#include "util_lib/align.h"

/* The search path of a 64-bit loader on Debian and other systems: ld.so(8). */
static const char *const library_directories[] = {
	"/lib64",
	"/usr/lib64",
	("/lib/" KEXEC_BAKE_ARCH_NAME "-linux-gnu"),
	("/usr/lib/" KEXEC_BAKE_ARCH_NAME "-linux-gnu"),
	"/lib",
	"/usr/lib",
};

static int add_linked_file(struct linked_files *linked, const char *file, struct error *error)
{
	char **files;
	size_t i;

	for (i = 0; i < linked->count; i++)
		if (!strcmp(linked->files[i], file))
			return 0;
	files = reallocarray(linked->files, linked->count + 1, sizeof(*files));
	if (!files)
		return fail(error, "out of memory");
	linked->files = files;
	files[linked->count] = strdup(file);
	if (!files[linked->count])
		return fail(error, "out of memory");
	linked->count++;
	return 0;
}

static int add_library(struct linked_files *linked, const char *user, const char *name,
		       struct error *error)
{
	char path[4096];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(library_directories); i++) {
		snprintf(path, sizeof(path), "%s/%s", library_directories[i], name);
		if (!access(path, R_OK))
			return add_linked_file(linked, path, error);
	}
	return fail(error,
		    "%s: needs the library %s, which is in no directory that the loader searches",
		    user, name);
}

/* ELF gABI, "Dynamic Section": DT_NEEDED names a library. */
static int add_needed(struct linked_files *linked, const char *file, Elf *elf, Elf_Scn *section,
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
		if (add_library(linked, file, name, error))
			return -1;
	}
	return 0;
}

static int add_libraries(struct linked_files *linked, const char *file, Elf *elf,
			 struct error *error)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &shdr) && shdr.sh_type == SHT_DYNAMIC &&
		    add_needed(linked, file, elf, section, error))
			return -1;
	return 0;
}

/* The name of the loader must end with a 0 within its segment and the file. */
static int add_loader(struct linked_files *linked, const char *file, Elf *elf, struct error *error)
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
			return fail(error, "%s: the name of its loader (PT_INTERP) is damaged",
				    file);
		return add_linked_file(linked, bytes + phdr.p_offset, error);
	}
	return 0;
}

static int add_dependencies(struct linked_files *linked, const char *file, struct error *error)
{
	int result, fd = open(file, O_RDONLY | O_CLOEXEC);
	Elf *elf;

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", file);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf_kind(elf) != ELF_K_ELF)
		result = fail(error, "%s: is not a program (an ELF file was expected)", file);
	else
		result = add_loader(linked, file, elf, error) ||
					 add_libraries(linked, file, elf, error) ?
				 -1 :
				 0;
	elf_end(elf);
	close(fd);
	return result;
}

int linked_files_read(struct linked_files *linked, const char *program, struct error *error)
{
	size_t i;

	*linked = (struct linked_files){ 0 };
	if (add_linked_file(linked, program, error))
		return -1;
	/* add_dependencies() extends the list while the loop runs. */
	for (i = 0; i < linked->count; i++)
		if (add_dependencies(linked, linked->files[i], error))
			return -1;
	return 0;
}

void linked_files_free(struct linked_files *linked)
{
	while (linked->count)
		free(linked->files[--linked->count]);
	free(linked->files);
	*linked = (struct linked_files){ 0 };
}
