// SPDX-License-Identifier: GPL-2.0-only
/* main() of kexec: no other file prints an error or exits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "kexec/load/crash_kernel.h"
#include "kexec/load/load_kernel.h"
#include "util_lib/align.h"
#include "util_lib/command_line.h"
#include "util_lib/report.h"

#include "help.h"
#include "options.h"
#include "running.h"

/* Warnings only, because a kernel can be configured so that it needs none of these. */
static void print_bake_warnings(const struct bake_request *request,
				const struct bake_result *result)
{
	const char *line = result->command_line;
	const char *const warnings[] = {
		command_line_has(line, "nr_cpus=1") ?
			NULL :
			"no nr_cpus=1: after a crash on another CPU than the first, starting the first CPU resets the machine",
		command_line_has(line, "nokaslr") ?
			NULL :
			"no nokaslr: the kernel may move itself, and the image has no free memory for that",
		result->header->initrd.size ? NULL :
					      "no initrd: the kernel must have a built-in one",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(warnings); i++)
		if (warnings[i])
			fprintf(stderr, "kexec: %s: warning: %s\n", request->output, warnings[i]);
}

static int print_baked(const struct bake_request *request, const struct bake_result *result,
		       struct error *error)
{
	const struct kexec_bake_header *h = result->header;
	int i;

	printf("%s: Linux %s at 0x%" PRIx64 "\n", request->output, h->kernel_version, h->load_addr);
	printf("format        %s\n", bake_format_names[request->format]);
	printf("kernel type   %s, by its 64-bit entry\n", result->kernel_type);
	printf("command line  %s\n", result->command_line);
	printf("region        %" PRIu64 " MiB (0x%" PRIx64 ") at 0x%" PRIx64 "\n",
	       h->region_size >> 20, h->region_size, h->load_addr);
	if (request->relocatable)
		printf("relocatable   from 0x%" PRIx64 " on in steps of 0x%" PRIx64 "\n",
		       h->lowest_addr, h->alignment);
	if (request->efi)
		printf("EFI           as the primary kernel leaves it\n");
	printf("image         %" PRIu64 " bytes\n", h->image_size);
	printf("digest        ");
	for (i = 0; i < 32; i++)
		printf("%02x", h->digest[i]);
	printf("\n");
	if (report_flush(error))
		return -1;
	print_bake_warnings(request, result);
	return 0;
}

static int verify_baked_file(const struct options *options, struct error *error)
{
	if (bake_verify(options->file, error))
		return -1;
	printf("%s: all digests and invariants hold\n", options->file);
	return 0;
}

static int load_and_enter(const struct options *options, struct error *error)
{
	const struct load_request *request = &options->load;

	if (load_kernel(request, error))
		return -1;
	if (request->report.dry_run)
		return 0;
	if (options->mode == MODE_FORCE)
		return running_execute(&options->leave, error);
	return running_reboot(error);
}

static int load_only(const struct options *options, struct error *error)
{
	if (options->load.panic && crash_check(error))
		return -1;
	return load_kernel(&options->load, error);
}

/* Return: an exit status, or -1 with @error filled. */
static int run_mode(const struct options *options, struct error *error)
{
	switch (options->mode) {
	case MODE_HELP:
		return help_print(options->file, error);
	case MODE_VERSION:
		puts(PACKAGE_STRING);
		return 0;
	case MODE_BAKE:
		return bake(&options->bake, print_baked, error);
	case MODE_BAKE_INFO:
		return bake_info(options->file, options->load.report.json, error);
	case MODE_BAKE_VERIFY:
		return verify_baked_file(options, error);
	case MODE_LOAD:
	case MODE_LOAD_PANIC:
	case MODE_JUMP_BACK:
		return load_only(options, error);
	case MODE_FORCE:
	case MODE_REBOOT:
		return load_and_enter(options, error);
	case MODE_UNLOAD:
		return running_unload(&options->load, error);
	case MODE_EXEC:
		return running_execute(&options->leave, error);
	case MODE_STATUS:
		return running_status(options->load.panic, error);
	case MODE_CRASH_SIZE:
		return crash_print_size(error);
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error = { .status = STATUS_FAILED };
	int status;

	report_begin();
	status = options_parse(&options, argc, argv, &error);
	if (!status)
		status = run_mode(&options, &error);
	options_free(&options);
	return report_finish("kexec", status, &error);
}
