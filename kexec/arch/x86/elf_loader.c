// SPDX-License-Identifier: GPL-2.0-only
/*
 * The loaders of ELF executables for x86, which are entered as a Linux kernel (--args-linux), with
 * boot notes (--args-elf), or without arguments (--args-none).
 */
#include "kexec/image/elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/load/place_program.h"

#include "boot_notes.h"
#include "kexec/arch/x86/linux/linux_loader.h"
#include "loaders.h"
#include "kexec/arch/x86/linux/vmlinux.h"

static enum probe probe_elf(const struct load_request *request, const struct blob *file,
			    unsigned int machine, struct error *error)
{
	unsigned int found;
	struct program program;
	bool is_64 = false;

	found = elf_machine(file, &is_64);
	if (found != machine || is_64 != (machine == EM_X86_64)) {
		fail(error,
		     found ? "%s: is an ELF file for another machine" : "%s: is not an ELF file",
		     request->kernel);
		return PROBE_NO;
	}
	if (elf_read(&program, request->kernel, file, error))
		return PROBE_BROKEN;
	program_free(&program);
	return PROBE_YES;
}

static enum probe elf64_probe(const struct load_request *request, const struct blob *file,
			      struct error *error)
{
	return probe_elf(request, file, EM_X86_64, error);
}

static enum probe elf32_probe(const struct load_request *request, const struct blob *file,
			      struct error *error)
{
	return probe_elf(request, file, EM_386, error);
}

/* An option for an argument that would not be passed is an error. */
static int check_elf_arguments(const struct load_request *request, struct error *error)
{
	uint32_t command_line_options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE;

	if (request->arguments.elf_style == ARGUMENTS_NONE && request->given & command_line_options)
		return fail(
			error,
			"%s: takes no command line with --args-none (--args-elf or --args-linux was expected)",
			request->kernel);
	if (request->arguments.elf_style != ARGUMENTS_LINUX &&
	    request->given & (LOADER_INITRD | LOADER_REUSE_INITRD))
		return fail(
			error,
			"%s: takes no initrd unless it is a Linux kernel (--args-linux was expected)",
			request->kernel);
	return 0;
}

static int load_vmlinux(struct load *load, uint32_t mode, struct error *error)
{
	const char *name = load->request->kernel;
	struct bzimage image;
	struct blob flat;

	if (vmlinux_parse(&image, &flat, name, &load->file, error))
		return -1;
	/* From here on only the flat kernel is needed. */
	blob_free(&load->file);
	load->file = flat;
	return x86_load_image(load, &image, mode, error);
}

/*
 * The notes are passed as the first argument of a C function and in the registers that coreboot
 * uses.
 */
static int place_boot_notes(struct load *load, struct error *error)
{
	uint64_t notes;

	if (boot_notes_place(load, &notes, error))
		return -1;
	load->purgatory_info.x86_registers = (struct purgatory_x86_registers){
		.rax = BOOT_NOTES_MAGIC,
		.rbx = notes,
		.rdi = notes,
	};
	return 0;
}

/*
 * Without arguments and without a change of mode a purgatory has nothing to do, so the kernel is
 * entered in the state in which the running kernel leaves the CPU.
 */
static int place_elf_purgatory(struct load *load, uint32_t mode, struct error *error)
{
	enum elf_arguments arguments = load->request->arguments.elf_style;

	if (arguments == ARGUMENTS_NONE && mode == PURGATORY_64BIT)
		return 0;
	if (purgatory_place(&load->purgatory, &load->segments, error))
		return -1;
	return arguments == ARGUMENTS_ELF ? place_boot_notes(load, error) : 0;
}

static int load_elf_program(struct load *load, uint32_t mode, struct error *error)
{
	struct program program;
	int result;

	if (elf_read(&program, load->request->kernel, &load->file, error))
		return -1;
	result = program_place(load, &program, 0, error) || place_elf_purgatory(load, mode, error);
	load->purgatory_info.x86_settings.mode = mode;
	load->purgatory_info.entry = program.entry;
	program_free(&program);
	return result ? -1 : 0;
}

static int elf64_load(struct load *load, struct error *error)
{
	if (check_elf_arguments(load->request, error))
		return -1;
	if (load->request->arguments.elf_style == ARGUMENTS_LINUX)
		return load_vmlinux(load, PURGATORY_64BIT, error);
	return load_elf_program(load, PURGATORY_64BIT, error);
}

static int elf32_load(struct load *load, struct error *error)
{
	if (check_elf_arguments(load->request, error) || load_stay_below_4gib(load, error))
		return -1;
	if (load->request->arguments.elf_style == ARGUMENTS_LINUX)
		return load_vmlinux(load, PURGATORY_32BIT, error);
	return load_elf_program(load, PURGATORY_32BIT, error);
}

#define ELF_OPTIONS                                                                                \
	(LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD | LOADER_REUSE_INITRD |        \
	 LOADER_ARGS)

const struct loader x86_elf64_loader = {
	.name = "elf-x86_64",
	.title = "ELF executable for x86_64, like Linux's vmlinux",
	.options = ELF_OPTIONS,
	.probe = elf64_probe,
	.load = elf64_load,
};

const struct loader x86_elf32_loader = {
	.name = "elf-x86",
	.title = "ELF executable for i386",
	.options = ELF_OPTIONS,
	.probe = elf32_probe,
	.load = elf32_load,
};
