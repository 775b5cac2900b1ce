// SPDX-License-Identifier: GPL-2.0-only
/* The loader of unified kernel images, whose kernel is a bzImage. */
#include "kexec/image/uki.h"

#include "kexec/arch/x86/linux/linux_loader.h"
#include "loaders.h"

static enum probe uki_probe(const struct load_request *request, const struct blob *file,
			    struct error *error)
{
	if (!is_uki_file(file)) {
		fail(error, "%s: is not a PE file with a .linux section", request->kernel);
		return PROBE_NO;
	}
	return uki_check(request->kernel, file, error) ? PROBE_BROKEN : PROBE_YES;
}

/* The user's command line replaces that of the UKI; the user's initrds follow those of the UKI. */
static int uki_open(struct load *load, struct error *error)
{
	struct bzimage image;
	struct uki uki;

	if (uki_extract_kernel(&uki, load->request->kernel, &load->file, error))
		return -1;
	load->default_command_line = uki.command_line;
	load->initrd = uki.initrd;
	load->initrd_inside = uki.initrd.size;
	load->device_tree = uki.device_tree;
	return bzimage_parse(&image, load->request->kernel, &load->file, error);
}

const struct loader x86_uki_loader = {
	.name = "uki",
	.title = "Unified kernel image, a PE file with a bzImage in it",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD | LOADER_DTB |
		   LOADER_ENTRY_32BIT,
	.check_for_kernel = x86_check_file_load_limits,
	.probe = uki_probe,
	.open = uki_open,
	.load = x86_load_bzimage64,
};
