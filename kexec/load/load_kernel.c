// SPDX-License-Identifier: GPL-2.0-only
#include "load_kernel.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util_lib/command_line.h"
#include "kexec/arch.h"
#include "crash_kernel.h"
#include "util_lib/decompress.h"
#include "kexec/image/device_tree.h"
#include "kexec/image/initrd.h"
#include "preserve_context.h"
#include "refusal.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"

static void close_load(struct load *load)
{
	load_free_kept(load);
	machine_free(&load->machine);
	blob_free(&load->file);
	free(load->command_line);
	free(load->default_command_line);
	blob_free(&load->initrd);
	blob_free(&load->device_tree);
	ranges_free(&load->own);
	ranges_free(&load->segments.free);
	purgatory_close(&load->purgatory);
}

/* The user's parameters replace those that came with the kernel. */
static const char *own_command_line(const struct load *load)
{
	const struct load_request *request = load->request;

	if (request->arguments.command_line || request->arguments.reuse_command_line)
		return request->arguments.command_line;
	return load->default_command_line;
}

/*
 * BOOT_IMAGE= comes from the boot loader and describes the running kernel; crashkernel= would make
 * a crash kernel reserve memory that it does not have.
 */
static int make_command_line(struct load *load, struct error *error)
{
	const struct load_request *request = load->request;
	char *line = NULL;

	if (request->arguments.reuse_command_line) {
		line = machine_command_line(error);
		if (!line)
			return -1;
		command_line_remove(line, "BOOT_IMAGE");
		if (request->panic)
			command_line_remove(line, "crashkernel");
	}
	if (request->panic && load->default_command_line)
		command_line_remove(load->default_command_line, "crashkernel");
	load->command_line = command_line_add(line, own_command_line(load), error);
	return load->command_line ? 0 : -1;
}

/* The running kernel keeps its initrd if it was started with retain_initrd. */
static int read_running_initrd(struct load *load, struct error *error)
{
	if (load->request->files.initrds.count)
		return fail(error,
			    "--reuseinitrd: cannot go with --initrd (one of them was expected)");
	if (sysfile_read("/sys/firmware/initrd", &load->initrd))
		return fail_errno(
			error,
			"--reuseinitrd: /sys/firmware/initrd: cannot be read (retain_initrd on the running kernel's command line was expected)");
	return 0;
}

/* --dtb= replaces the device tree that came with the kernel. */
static int read_device_tree(struct load *load, struct error *error)
{
	const char *name = load->request->files.device_tree;

	if (!name)
		return 0;
	blob_free(&load->device_tree);
	if (file_read(name, &load->device_tree, error))
		return -1;
	return device_tree_check(name, &load->device_tree, error);
}

static int read_load_files(struct load *load, const struct loader *loader, struct error *error)
{
	const struct load_request *request = load->request;

	load->is_extracted = loader->open;
	if (loader->open && loader->open(load, error))
		return -1;
	if (make_command_line(load, error) || read_device_tree(load, error))
		return -1;
	if (request->files.reuse_initrd)
		return read_running_initrd(load, error);
	return initrd_read(&load->initrd, request->files.initrds.list, request->files.initrds.count,
			   error);
}

static int load_by_either_call(struct load *load, const struct loader *loader, struct error *error)
{
	enum load_call call = load->request->call;
	bool unsupported = false;

	if (call == LOAD_SEGMENTS)
		return load_by_kexec_load(load, loader, error);
	if (!load_by_kexec_file_load(load, loader, &unsupported, error))
		return 0;
	if (call == LOAD_FILE || !unsupported)
		return -1;
	if (load->request->report.debug)
		fprintf(stderr, "kexec: %s; trying kexec_load\n", error->text);
	return load_by_kexec_load(load, loader, error);
}

static int load_jump_back(const struct load_request *given, struct error *error)
{
	struct load_request request = *given;
	struct load load = { .request = &request };
	int result;

	request.kernel = "--load-jump-back-helper";
	if (!request.entry)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--load-jump-back-helper: no address to jump back to (--entry=ADDR was expected)");
	if (request.call == LOAD_FILE)
		return fail_with(
			error, STATUS_NOT_LOADED,
			"--load-jump-back-helper: kexec_file_load cannot do that (kexec_load, by -c or -a, was expected)");
	result = load_jump_back_segments(&load, error);
	close_load(&load);
	return result;
}

/* In dom0 the hypervisor would have to be replaced, which takes Xen's own hypercalls. */
static bool is_xen_dom0(void)
{
	char capabilities[64];

	return !sysfile_line(capabilities, sizeof(capabilities), "/proc/xen/capabilities") &&
	       strstr(capabilities, "control_d");
}

static int check_load_request(const struct load_request *request, struct error *error)
{
	uint64_t space;

	if (arch_request_check(request, error))
		return -1;
	if (request->flags.update_elfcorehdr && crash_hotplug_size(&space, error))
		return -1;
	if (request->placement.mem_min > request->placement.mem_max)
		return fail(error, "--mem-min: is above --mem-max");
	return preserve_check(request, error);
}

int load_kernel(const struct load_request *request, struct error *error)
{
	struct load load = { .request = request };
	const struct loader *loader;
	int result = -1;

	if (is_xen_dom0())
		return fail(error, "loading in Xen's dom0 is not supported");
	if (request->flags.jump_back)
		return load_jump_back(request, error);
	if (check_load_request(request, error))
		return -1;
	if (!request->kernel)
		return fail_with(error, STATUS_NOT_LOADED, "no kernel was named");
	if (file_read_unpacked(request->kernel, &load.file, error))
		error->status = STATUS_NOT_LOADED;
	else if ((loader = loader_find(request, &load.file, error)) &&
		 !read_load_files(&load, loader, error))
		result = load_by_either_call(&load, loader, error);
	close_load(&load);
	return result;
}
