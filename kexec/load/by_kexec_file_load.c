// SPDX-License-Identifier: GPL-2.0-only
/*
 * By kexec_file_load(2): the kernel reads the files itself, so they are given
 * to it as they lie on the disk wherever that can be: with their signatures.
 */
#include "load_kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util_lib/align.h"
#include "kexec/arch.h"
#include "util_lib/decompress.h"
#include "dry_run.h"
#include "refusal.h"
#include "kexec/machine/system.h"

static int write_all(int fd, const struct blob *blob)
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

static int open_memory(const char *name, const struct blob *blob, struct error *error)
{
	int fd = memfd_create(name, MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, blob)) {
		fail_errno(error, "%s: cannot be put into memory", name);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static int open_file(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail_errno(error, "%s: cannot be opened", path);
	return fd;
}

/* Packed once more than the kernel knows of, it's handed over unpacked. */
static int open_kernel(const struct load *load, struct error *error)
{
	const char *path = load->request->kernel;
	uint8_t begin[16];
	ssize_t size;
	int fd;

	if (load->taken_apart)
		return open_memory("kernel", &load->file, error);
	fd = open_file(path, error);
	if (fd < 0)
		return -1;
	size = pread(fd, begin, sizeof(begin), 0);
	if (size < 0 || !is_compressed(begin, size))
		return fd;
	close(fd);
	return open_memory("kernel", &load->file, error);
}

static int open_initrd(const struct load *load, struct error *error)
{
	const struct names *initrds = &load->request->files.initrds;

	if (initrds->count == 1 && !load->initrd_inside)
		return open_file(initrds->list[0], error);
	return open_memory("initrd", &load->initrd, error);
}

static uint64_t flags_of(const struct load *load)
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

/* A kernel that's older than a flag refuses it, and this one is only for debugging. */
static int call_debugging(int kernel, int initrd, const struct load *load)
{
	uint64_t flags = flags_of(load);
	int result = -1;

	if (load->request->report.debug)
		result = system_kexec_file_load(kernel, initrd, load->command_line,
						flags | KEXEC_FILE_DEBUG_FLAG);
	if (result && (!load->request->report.debug || errno == EINVAL))
		result = system_kexec_file_load(kernel, initrd, load->command_line, flags);
	return result;
}

static bool is_no_support(int number)
{
	return number == ENOSYS || number == EINVAL || number == ENOEXEC || number == ENOTSUP;
}

static int call(struct load *load, int kernel, int initrd, bool *can_not, struct error *error)
{
	if (load->request->report.dry_run)
		return dry_run_file(load, flags_of(load), error);
	if (!call_debugging(kernel, initrd, load))
		return 0;
	*can_not = is_no_support(errno);
	refusal_of_load("kexec_file_load", load->request, error);
	if (*can_not)
		error->status = STATUS_NO_FILE_LOAD;
	return -1;
}

static int call_with_initrd(struct load *load, int kernel, bool *can_not, struct error *error)
{
	int initrd = -1, result;

	if (load->initrd.size) {
		initrd = open_initrd(load, error);
		if (initrd < 0)
			return -1;
	}
	result = call(load, kernel, initrd, can_not, error);
	if (initrd >= 0)
		close(initrd);
	return result;
}

/*
 * What was asked for and the kernel would do in its own way.  Not among them is
 * --no-checks, which may but need not make it faster.
 */
static const char *only_by_segments(const struct load_request *request)
{
	const struct {
		bool asked;
		const char *name;
	} options[] = {
		{ request->flags.preserve_context, "--load-preserve-context" },
		{ request->entry != 0, "--entry" },
		{ request->placement.mem_min != 0, "--mem-min" },
		{ request->placement.mem_max != UINT64_MAX, "--mem-max" },
		{ request->no_efi, "--noefi" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].asked)
			return options[i].name;
	return arch_request_only_kexec_load(request->arch);
}

static int check(const struct load *load, const struct loader *loader, bool *can_not,
		 struct error *error)
{
	const char *option = only_by_segments(load->request);

	*can_not = true;
	if (option)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"%s: kexec_file_load takes no %s (kexec_load, by -c or -a, was expected)",
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
	*can_not = false;
	return 0;
}

int load_file(struct load *load, const struct loader *loader, bool *can_not, struct error *error)
{
	int kernel, result;

	if (check(load, loader, can_not, error))
		return -1;
	kernel = open_kernel(load, error);
	if (kernel < 0)
		return -1;
	result = call_with_initrd(load, kernel, can_not, error);
	close(kernel);
	return result;
}
