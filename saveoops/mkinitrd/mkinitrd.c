// SPDX-License-Identifier: GPL-2.0-only
#include "mkinitrd.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "include/kexec_bake.h"
#include "saveoops/capture/load_modules.h"
#include "saveoops/capture/save_vmcore.h"
#include "util_lib/align.h"
#include "util_lib/cpio.h"
#include "util_lib/decompress.h"

#include "init_blob.h"
#include "linked_files.h"

#define MODULES_DIRECTORY "lib/modules"
/* Character device 5:1, /dev/console: admin-guide/devices.txt. */
#define CONSOLE 0x501

static int fail_mkinitrd_memory(struct error *error)
{
	return fail(error, "out of memory");
}

/* The members of every initramfs.  The kernel opens /dev/console, and warns without it. */
static int add_base_members(struct cpio *cpio, struct error *error)
{
	static const char *const directories[] = { "dev", "proc", "sys" };
	struct blob init = {
		.data = (uint8_t *)init_blob,
		.size = init_blob_end - init_blob,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(directories); i++)
		if (cpio_add(cpio, directories[i], CPIO_DIRECTORY | 0755, 0, NULL, error))
			return -1;
	if (cpio_add(cpio, "dev/console", CPIO_CHARACTER | 0600, CONSOLE, NULL, error))
		return -1;
	return cpio_add(cpio, "init", CPIO_FILE | 0755, 0, &init, error);
}

/* A cut file lacks the end of its section table, which is at the end of an object. */
static bool is_kernel_module(const struct blob *file)
{
	Elf64_Ehdr h;

	if (file->size < sizeof(h))
		return false;
	memcpy(&h, file->data, sizeof(h));
	return !memcmp(h.e_ident, ELFMAG, SELFMAG) && h.e_ident[EI_CLASS] == ELFCLASS64 &&
	       h.e_type == ET_REL && h.e_machine == KEXEC_BAKE_ARCH && h.e_shnum &&
	       h.e_shentsize == sizeof(Elf64_Shdr) && h.e_shoff <= file->size &&
	       (file->size - h.e_shoff) / sizeof(Elf64_Shdr) >= h.e_shnum;
}

static int read_module(const char *file, struct blob *module, struct error *error)
{
	if (file_read_unpacked(file, module, error))
		return -1;
	if (is_kernel_module(module))
		return 0;
	blob_free(module);
	return fail(error,
		    "%s: is not a kernel module (a complete ELF object for " KEXEC_BAKE_ARCH_NAME
		    " was expected)",
		    file);
}

/* "/x/y.ko.xz" becomes "lib/modules/y.ko".  The caller frees the result. */
static char *make_module_path(const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash ? slash + 1 : file;
	const char *end = strstr(name, ".ko");
	int size = end ? end + 3 - name : (int)strlen(name);
	char *path;

	return asprintf(&path, "%s/%.*s", MODULES_DIRECTORY, size, name) < 0 ? NULL : path;
}

static int append_to_list(struct blob *list, const char *path)
{
	size_t size = strlen(path);
	uint8_t *data = realloc(list->data, list->size + size + 3);

	if (!data)
		return -1;
	list->data = data;
	list->size += sprintf((char *)data + list->size, "/%s\n", path);
	return 0;
}

static int add_kernel_module(struct cpio *cpio, const char *file, struct blob *list,
			     struct error *error)
{
	char *path = make_module_path(file);
	struct blob module;
	int result;

	if (!path)
		return fail_mkinitrd_memory(error);
	result = read_module(file, &module, error);
	if (!result) {
		result = cpio_add(cpio, path, CPIO_FILE | 0644, 0, &module, error);
		blob_free(&module);
	}
	if (!result && append_to_list(list, path))
		result = fail_mkinitrd_memory(error);
	free(path);
	return result;
}

static int add_modules(struct cpio *cpio, const struct mkinitrd_request *request,
		       struct error *error)
{
	struct blob list = { 0 };
	int result = 0;
	size_t i;

	for (i = 0; !result && i < request->module_count; i++)
		result = add_kernel_module(cpio, request->modules[i], &list, error);
	if (!result && list.size)
		result = cpio_add(cpio, MODULES_LIST, CPIO_FILE | 0644, 0, &list, error);
	blob_free(&list);
	return result;
}

/* The kernel does not normalize names: no component may be empty, "." or "..". */
static int check_member_path(const char *path, struct error *error)
{
	const char *part;
	size_t size;

	for (part = path;; part += size + 1) {
		size = strcspn(part, "/");
		if (!size || (size <= 2 && !strncmp(part, "..", size)))
			return fail(
				error,
				"/%s: is not a path for an initramfs (components other than \"\", \".\" and \"..\" were expected)",
				path);
		if (!part[size])
			return 0;
	}
}

static int add_file(struct cpio *cpio, const char *file, const char *path, struct error *error)
{
	struct blob content;
	int result;

	path += strspn(path, "/");
	if (check_member_path(path, error) || file_read(file, &content, error))
		return -1;
	result = cpio_add(cpio, path, CPIO_FILE | (access(file, X_OK) ? 0644 : 0755), 0, &content,
			  error);
	blob_free(&content);
	return result;
}

/* FILE of "FILE:PATH"; the caller frees it. */
static char *copy_source_name(const char *add)
{
	const char *colon = strrchr(add, ':');

	return colon ? strndup(add, colon - add) : strdup(add);
}

static int add_given_files(struct cpio *cpio, const struct mkinitrd_request *request,
			   struct error *error)
{
	const char *colon, *add;
	int result = 0;
	char *file;
	size_t i;

	for (i = 0; !result && i < request->add_count; i++) {
		add = request->adds[i];
		colon = strrchr(add, ':');
		file = copy_source_name(add);
		if (!file)
			return fail_mkinitrd_memory(error);
		result = add_file(cpio, file, colon ? colon + 1 : add, error);
		free(file);
	}
	return result;
}

/* --- makedumpfile ----------------------------------------------------------------- */

#define SYSTEM_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

/* Search $PATH, and the directories of the system that a user's $PATH may lack. */
static int find_makedumpfile(char *found, size_t size)
{
	const char *path = getenv("PATH");
	char all[4096], *directory, *rest = all;

	snprintf(all, sizeof(all), "%s:" SYSTEM_PATH, path ? path : "");
	while ((directory = strsep(&rest, ":"))) {
		snprintf(found, size, "%s/makedumpfile", directory);
		if (*directory && !access(found, X_OK))
			return 0;
	}
	return -1;
}

/* The libraries keep their paths, where the loader in the initramfs finds them. */
static int add_makedumpfile(struct cpio *cpio, const struct mkinitrd_request *request,
			    struct error *error)
{
	char program[4096];
	struct linked_files linked;
	int result;
	size_t i;

	if (!request->vmcore)
		return 0;
	if (find_makedumpfile(program, sizeof(program)))
		return fail(
			error,
			"makedumpfile: was not found for --vmcore (the Debian package makedumpfile has it)");
	result = linked_files_read(&linked, program, error);
	for (i = 0; !result && i < linked.count; i++)
		result = add_file(cpio, linked.files[i], i ? linked.files[i] : VMCORE_PROGRAM,
				  error);
	linked_files_free(&linked);
	return result;
}

/* zlib's default gzip header has neither a time nor a name. */
static int compress_archive(const struct blob *archive, struct blob *compressed,
			    struct error *error)
{
	z_stream z = { .next_in = archive->data, .avail_in = archive->size };
	int status;

	if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, MAX_MEM_LEVEL,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return fail_mkinitrd_memory(error);
	compressed->size = deflateBound(&z, archive->size);
	compressed->data = malloc(compressed->size);
	z.next_out = compressed->data;
	z.avail_out = compressed->size;
	status = compressed->data ? deflate(&z, Z_FINISH) : Z_MEM_ERROR;
	compressed->size -= z.avail_out;
	deflateEnd(&z);
	if (status == Z_STREAM_END)
		return 0;
	blob_free(compressed);
	return fail_mkinitrd_memory(error);
}

static int write_compressed(const char *out, const struct blob *archive, struct error *error)
{
	struct output output;
	struct blob compressed;
	int result;

	if (compress_archive(archive, &compressed, error))
		return -1;
	result = output_open(&output, out, error);
	if (!result && output_write(&output, compressed.data, compressed.size, error)) {
		output_abandon(&output);
		result = -1;
	}
	blob_free(&compressed);
	return result ? -1 : output_commit(&output, error);
}

static int check_not_input(const char *out, const char *input, struct error *error)
{
	if (!file_is_same(out, input))
		return 0;
	return fail(error, "%s: is also an input (another file was expected)", out);
}

/* A typing error must not overwrite an input. */
static int check_no_overwrite(const struct mkinitrd_request *request, struct error *error)
{
	int result = 0;
	char *file;
	size_t i;

	for (i = 0; !result && i < request->module_count; i++)
		result = check_not_input(request->out, request->modules[i], error);
	for (i = 0; !result && i < request->add_count; i++) {
		file = copy_source_name(request->adds[i]);
		if (!file)
			return fail_mkinitrd_memory(error);
		result = check_not_input(request->out, file, error);
		free(file);
	}
	return result;
}

int mkinitrd(const struct mkinitrd_request *request, struct error *error)
{
	struct cpio cpio = { 0 };
	int result;

	if (check_no_overwrite(request, error))
		return -1;
	result = add_base_members(&cpio, error) || add_modules(&cpio, request, error) ||
		 add_given_files(&cpio, request, error) ||
		 add_makedumpfile(&cpio, request, error) || cpio_end(&cpio, error) ||
		 write_compressed(request->out, &cpio.archive, error);
	cpio_free(&cpio);
	return result ? -1 : 0;
}
