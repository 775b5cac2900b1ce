// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loading by kexec_file_load(2).  The kernel reads and verifies the files itself, so it gets them
 * as they are on disk, with their signatures, wherever possible.
 */
#include "load_kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util_lib/decompress.h"
#include "dry_run.h"
#include "refusal.h"
#include "kexec/machine/system.h"

static int write_whole_blob(int fd, const struct blob *blob)
{
	size_t done;
	ssize_t n;

	for (done = 0; done < blob->size; done += n) {
		n = write(fd, blob->data + done, blob->size - done);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n < 0)
			n = 0;
	}
	return 0;
}

static int open_memory_file(const char *name, const struct blob *blob, struct error *error)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0 || write_whole_blob(fd, blob)) {
		fail_errno(error, "%s: cannot be put into memory", name);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int open_readable_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	return fd;
}

/* The kernel does not read compressed kernel files, so these are passed decompressed. */
static int open_kernel_file(const struct load *load, struct error *error)
{
	const char *path = load->request->kernel;
	uint8_t begin[16];
	ssize_t size;
	int fd;

	if (load->is_extracted)
		return open_memory_file("kernel", &load->file, error);
	fd = open_readable_file(path, error);
	if (fd < 0)
		return -1;
	size = pread(fd, begin, sizeof(begin), 0);
	if (size < 0 || !is_compressed(begin, size))
		return fd;
	close(fd);
	return open_memory_file("kernel", &load->file, error);
}

static int open_initrd_file(const struct load *load, struct error *error)
{
	const struct names *initrds = &load->request->files.initrds;

	if (initrds->count == 1 && !load->initrd_inside)
		return open_readable_file(initrds->list[0], error);
	return open_memory_file("initrd", &load->initrd, error);
}

static uint64_t kexec_file_load_flags(const struct load *load)
{
	const struct load_request *request = load->request;
	uint64_t flags = 0;

	if (request->panic)
		flags |= KEXEC_FILE_ON_CRASH;
	if (!load->initrd.size)
		flags |= KEXEC_FILE_NO_INITRAMFS;
	if (request->flags.no_cma)
		flags |= KEXEC_FILE_NO_CMA_FLAG;
	if (request->flags.force_dtb)
		flags |= KEXEC_FILE_FORCE_DTB_FLAG;
	return flags;
}

/* Kernels before 6.8 refuse KEXEC_FILE_DEBUG with EINVAL, and are called again without it. */
static int call_with_debug_flag(int kernel, int initrd, const struct load *load)
{
	uint64_t flags = kexec_file_load_flags(load);
	int result = -1;

	if (load->request->report.debug)
		result = system_kexec_file_load(kernel, initrd, load->command_line,
						flags | KEXEC_FILE_DEBUG_FLAG);
	if (result && (!load->request->report.debug || errno == EINVAL))
		result = system_kexec_file_load(kernel, initrd, load->command_line, flags);
	return result;
}

static bool is_unsupported_errno(int number)
{
	return number == ENOSYS || number == EINVAL || number == ENOEXEC || number == ENOTSUP;
}

static int call_kexec_file_load(struct load *load, int kernel, int initrd, bool *unsupported,
				struct error *error)
{
	if (load->request->report.dry_run)
		return dry_run_file(load, kexec_file_load_flags(load), error);
	if (!call_with_debug_flag(kernel, initrd, load))
		return 0;
	*unsupported = is_unsupported_errno(errno);
	refusal_of_load("kexec_file_load", load->request, error);
	if (*unsupported)
		error->status = STATUS_NO_FILE_LOAD;
	return -1;
}

static int call_with_initrd_file(struct load *load, int kernel, bool *unsupported,
				 struct error *error)
{
	int initrd = -1, result;

	if (load->initrd.size) {
		initrd = open_initrd_file(load, error);
		if (initrd < 0)
			return -1;
	}
	result = call_kexec_file_load(load, kernel, initrd, unsupported, error);
	if (initrd >= 0)
		close(initrd);
	return result;
}

static int check_kexec_file_load(const struct load *load, const struct loader *loader,
				 bool *unsupported, struct error *error)
{
	const char *option = load->request->only_kexec_load;

	*unsupported = true;
	if (option)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"%s: kexec_file_load takes no --%s (kexec_load, by -c or -a, was expected)",
			load->request->kernel, option);
	if (load->device_tree.size)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"%s: kexec_file_load takes no device tree (kexec_load, by -c or -a, was expected)",
			load->request->kernel);
	if (!loader->check_for_kernel)
		return fail_with(
			error, STATUS_NO_FILE_LOAD,
			"%s: kexec_file_load takes no file of type %s (kexec_load, by -c or -a, was expected)",
			load->request->kernel, loader->name);
	if (loader->check_for_kernel(load, error))
		return -1;
	*unsupported = false;
	return 0;
}

int load_by_kexec_file_load(struct load *load, const struct loader *loader, bool *unsupported,
			    struct error *error)
{
	int kernel, result;

	if (check_kexec_file_load(load, loader, unsupported, error))
		return -1;
	kernel = open_kernel_file(load, error);
	if (kernel < 0)
		return -1;
	result = call_with_initrd_file(load, kernel, unsupported, error);
	close(kernel);
	return result;
}
