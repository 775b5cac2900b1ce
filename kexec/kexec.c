// SPDX-License-Identifier: GPL-2.0-only
/* kexec: the only place that prints errors and exits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "options.h"
#include "report.h"

static const char help[] =
"Usage: kexec --bake=OUT [OPTION]... KERNEL\n"
"       kexec --bake-info[=FILE] [--json]\n"
"       kexec --bake-verify=FILE\n"
"\n"
"Bake a capture kernel into an object that is linked into a primary kernel:\n"
"  --bake=OUT              write it to OUT; no root and nothing of the running\n"
"                          machine is needed\n"
"  --bake-format=FORMAT    elf: an object to link (default); image: its bytes;\n"
"                          cpio: an archive to pass in front of an initrd\n"
"  --bake-addr=ADDR        physical address of the image; default 256M\n"
"  --bake-size=SIZE        memory kept for the image and the kernel to run in;\n"
"                          default: what they need, rounded up\n"
"  --bake-relocatable      with all that it takes to move the image at boot\n"
"  --bake-efi              let the capture kernel use EFI, if the machine has it\n"
"  --bake-info=FILE        show the image in an object, image, archive, vmlinux,\n"
"                          bzImage\n"
"  --bake-info             show what the running kernel did with its image\n"
"      --json              the same for a program to read\n"
"  --bake-verify=FILE      check it; the exit status is 0 if all of it is sound\n"
"\n"
"The capture kernel, a bzImage of boot protocol 2.12 or later:\n"
"  --initrd=FILE           its initrd; may be given several times\n"
"  --command-line=WORDS    its command line; default:\n"
"                          nr_cpus=1 nokaslr reset_devices\n"
"  --append, --ramdisk     other names of --command-line and --initrd\n"
"\n"
"Messages between the two kernels; without either, both are used:\n"
"  --console-vga           on the screen, in text mode\n"
"  --console-serial        on the serial port\n"
"  --serial=PORT           ttyS0 (default), ttyS1 or an I/O port\n"
"  --serial-baud=SPEED     its speed; default: as it is\n"
"\n"
"  -h, --help              print this text\n"
"  -v, --version           print the version\n"
"\n"
"ADDR and SIZE may end in K, M or G.\n";

static int print_baked(const struct bake_request *request,
		       const struct kexec_bake_header *h, struct error *error)
{
	int i;

	printf("%s: Linux %s at 0x%" PRIx64 "\n", request->output,
	       h->kernel_version, h->load_addr);
	printf("format        %s\n", bake_format_names[request->format]);
	printf("kernel type   bzImage, by its 64-bit entry\n");
	printf("command line  %s\n", request->command_line);
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
	return report_flush(error);
}

static int run_verify(const struct options *options, struct error *error)
{
	if (bake_verify(options->file, error))
		return -1;
	printf("%s: all digests and invariants hold\n", options->file);
	return 0;
}

static int run(const struct options *options, struct error *error)
{
	switch (options->mode) {
	case MODE_HELP:
		fputs(help, stdout);
		return 0;
	case MODE_VERSION:
		puts(PACKAGE_STRING);
		return 0;
	case MODE_BAKE:
		return bake(&options->bake, print_baked, error);
	case MODE_BAKE_INFO:
		return bake_info(options->file, options->json, error);
	case MODE_BAKE_VERIFY:
		return run_verify(options, error);
	case MODE_NONE:
		return fail(error, "nothing to do (--bake=OUT KERNEL was expected; see kexec --help)");
	default:
		return fail(error, "%s: is not supported yet; this version only bakes",
			    options->mode_name);
	}
}

int main(int argc, char **argv)
{
	struct options options;
	struct error error;
	int result;

	result = options_parse(&options, argc, argv, &error);
	if (!result)
		result = run(&options, &error);
	if (!result)
		result = report_flush(&error);
	options_free(&options);
	if (!result)
		return EXIT_SUCCESS;
	report_failure("kexec", &error);
	return EXIT_FAILURE;
}
