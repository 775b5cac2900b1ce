// SPDX-License-Identifier: GPL-2.0-only
#include "help.h"

#include <stdio.h>
#include <string.h>

#include "kexec/arch.h"
#include "kexec/load/loader.h"
#include "util_lib/align.h"

static const char text[] =
	"Usage: kexec [-l|-p|-f] [OPTION]... KERNEL    load a kernel\n"
	"       kexec -e | -u [-p] | -S [-l]           what is loaded: enter, unload, ask\n"
	"       kexec --bake=OUT [OPTION]... KERNEL    link one into the kernel that may crash\n"
	"       kexec --bake-info[=FILE] [--json] | --bake-verify=FILE\n"
	"What to do; without any of these KERNEL is loaded, then the machine shut down:\n"
	"  -l, --load              load, for -e or a reboot\n"
	"  -p, --load-panic        load to be entered on a panic\n"
	"  -f, --force             load and enter at once, without a shutdown\n"
	"  -e, --exec              enter what is loaded\n"
	"  -u, --unload            forget what is loaded; with -p the crash kernel\n"
	"  -S, --status            exit status 1: a crash kernel is loaded; with -l: a kernel\n"
	"      --print-ckr-size    bytes reserved for a crash kernel\n"
	"      --dry-run           with -l or -p: print what would be loaded; --json\n"
	"      --load-preserve-context --mem-max=ADDR   with -l: load a kernel that comes back\n"
	"      --load-jump-back-helper --entry=ADDR   there: the way back\n"
	"The next kernel; --help=TYPE says what a file type takes:\n"
	"  -t, --type=TYPE         its file's type; see the end of this text\n"
	"      --initrd=FILE       its initrd; may be given several times (--ramdisk)\n"
	"      --command-line=WORDS  its command line (--append)\n"
	"      --reuse-cmdline     the running kernel's in front of it\n"
	"      --reuseinitrd       the running kernel's initrd\n"
	"How it's loaded:\n"
	"  -a, -s, -c              by kexec_file_load, else kexec_load (default); by\n"
	"                          kexec_file_load only; by kexec_load only\n"
	"  -i, --no-checks         enter it without checking its digest\n"
	"  -x, --no-ifdown         with -e, -f: leave network interfaces up\n"
	"  -y, --no-sync           with -e, -f: don't write to disks what isn't yet\n"
	"      --mem-min=ADDR --mem-max=ADDR --entry=ADDR   where it may lie; its entry\n"
	"      --hotplug --no-cma --force-dtb   see kexec(8)\n"
	"      --noefi --reuse-video-type --pass-memmap-cmdline\n"
	"  -d, --debug             tell what is done\n"
	"Baking:\n"
	"      --bake=OUT          write it to OUT; no root is needed; default command line:\n"
	"                          nr_cpus=1 nokaslr reset_devices panic=1\n"
	"      --bake-format=FORMAT  elf: an object to link (default); image: its bytes;\n"
	"                          cpio: an archive to pass in front of an initrd\n"
	"      --bake-addr=ADDR --bake-size=SIZE   256M; what is needed, rounded up\n"
	"      --bake-relocatable  with all that it takes to move the image at boot\n"
	"      --bake-efi          let the capture kernel use EFI, if the machine has it\n"
	"      --bake-info[=FILE]  show the image in FILE, or in the running kernel; --json\n"
	"      --bake-verify=FILE  check it; the exit status is 0 if all of it is sound\n"
	"Messages between the two kernels; none unless asked for, with --bake all:\n"
	"      --console-vga       on the screen, which shows it in text mode only\n"
	"      --reset-vga         with the screen put into text mode before\n"
	"      --console-serial --serial=PORT --serial-baud=SPEED   ttyS0, ttyS1 or I/O port\n"
	"  -h, --help              print this text\n"
	"  -v, --version           print the version\n"
	"ADDR and SIZE may end in K, M or G.  File types:\n";

static const struct {
	uint32_t option;
	const char *words;
} options[] = {
	{ LOADER_COMMAND_LINE, "--command-line=WORDS    (or --append) its command line" },
	{ LOADER_REUSE_CMDLINE, "--reuse-cmdline         the running kernel's in front of it" },
	{ LOADER_INITRD,
	  "--initrd=FILE           (or --ramdisk) its initrd; may be given several times" },
	{ LOADER_REUSE_INITRD, "--reuseinitrd           the running kernel's initrd" },
	{ LOADER_MODULE, "--module=\"FILE WORDS\"   a module; may be given several times" },
	{ LOADER_DTB, "--dtb=FILE              a device tree" },
	{ LOADER_ARGS, "--args-elf, --args-linux, --args-none   how it's told its arguments" },
	{ LOADER_REAL_MODE, "--real-mode             enter in 16-bit mode" },
	{ LOADER_ENTRY_32BIT, "--entry-32bit           enter in 32-bit mode" },
};

static void print_types(void)
{
	const struct loader *const *l;

	printf(" ");
	for (l = arch_loaders; *l; l++)
		printf(" %s", (*l)->name);
	printf("\n");
}

static void print_type(const struct loader *loader)
{
	size_t i;

	printf("%s: %s\n", loader->name, loader->title);
	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (loader->options & options[i].option)
			printf("  %s\n", options[i].words);
	if (!loader->check_for_kernel)
		printf("Loaded by kexec_load only.\n");
}

int help_print(const char *type, struct error *error)
{
	const struct loader *const *l;

	if (!type) {
		fputs(text, stdout);
		print_types();
		return 0;
	}
	for (l = arch_loaders; *l; l++)
		if (!strcmp((*l)->name, type)) {
			print_type(*l);
			return 0;
		}
	return fail(error, "--help=%s: is no file type (see kexec --help)", type);
}
