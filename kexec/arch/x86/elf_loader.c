// SPDX-License-Identifier: GPL-2.0-only
/*
 * ELF executables for x86: entered as a Linux kernel (--args-linux), with boot
 * notes (--args-elf), or with nothing at all (--args-none).
 */
#include "kexec/image/elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "kexec/load/place_program.h"

#include "boot_notes.h"
#include "linux_loader.h"
#include "loaders.h"
#include "vmlinux.h"

static enum probe probe(const struct load_request *request, const struct blob *file,
			unsigned int machine, struct error *error)
{
	unsigned int found;
	struct program program;
	bool is_64 = false;

	found = elf_machine(file, &is_64);
	if (found != machine || is_64 != (machine == EM_X86_64)) {
		fail(error, found ? "%s: is an ELF file for another machine" : "%s: is not an ELF file",
		     request->kernel);
		return PROBE_NO;
	}
	if (elf_read(&program, request->kernel, file, error))
		return PROBE_BROKEN;
	program_free(&program);
	return PROBE_YES;
}

static enum probe probe_64(const struct load_request *request, const struct blob *file,
			   struct error *error)
{
	return probe(request, file, EM_X86_64, error);
}

static enum probe probe_32(const struct load_request *request, const struct blob *file,
			   struct error *error)
{
	return probe(request, file, EM_386, error);
}

/* What isn't passed on is not to be given. */
static int check_arguments(const struct load_request *request, struct error *error)
{
	uint32_t words = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE;

	if (request->arguments.elf_style == ARGUMENTS_NONE && request->given & words)
		return fail(
			error,
			"%s: is given no command line with --args-none (--args-elf or --args-linux was expected)",
			request->kernel);
	if (request->arguments.elf_style != ARGUMENTS_LINUX &&
	    request->given & (LOADER_INITRD | LOADER_REUSE_INITRD))
		return fail(
			error,
			"%s: is given no initrd unless it's a Linux kernel (--args-linux was expected)",
			request->kernel);
	return 0;
}

static int load_linux(struct load *load, uint32_t mode, struct error *error)
{
	const char *name = load->request->kernel;
	struct bzimage image;
	struct blob flat;

	if (vmlinux_parse(&image, &flat, name, &load->file, error))
		return -1;
	/* From here on the flat one is all that's needed. */
	blob_free(&load->file);
	load->file = flat;
	return x86_load_image(load, &image, mode, error);
}

/* As the first argument of a C function, and as coreboot passes it. */
static int place_notes(struct load *load, struct error *error)
{
	uint64_t notes;

	if (boot_notes_place(load, &notes, error))
		return -1;
	load->orders.x86_registers = (struct purgatory_x86_registers){
		.rax = BOOT_NOTES_MAGIC,
		.rbx = notes,
		.rdi = notes,
	};
	return 0;
}

/*
 * With no arguments and no change of mode there's nothing for a purgatory to
 * do, and the kernel gets the CPU as the running one leaves it.
 */
static int place_rest(struct load *load, uint32_t mode, struct error *error)
{
	enum elf_arguments arguments = load->request->arguments.elf_style;

	if (arguments == ARGUMENTS_NONE && mode == PURGATORY_64BIT)
		return 0;
	if (load_place_purgatory(load, error))
		return -1;
	return arguments == ARGUMENTS_ELF ? place_notes(load, error) : 0;
}

static int load_program(struct load *load, uint32_t mode, struct error *error)
{
	struct program program;
	int result;

	if (elf_read(&program, load->request->kernel, &load->file, error))
		return -1;
	result = program_place(load, &program, 0, error) || place_rest(load, mode, error);
	load->orders.x86_settings.mode = mode;
	load->orders.entry = program.entry;
	program_free(&program);
	return result ? -1 : 0;
}

static int load_64(struct load *load, struct error *error)
{
	if (check_arguments(load->request, error))
		return -1;
	if (load->request->arguments.elf_style == ARGUMENTS_LINUX)
		return load_linux(load, PURGATORY_64BIT, error);
	return load_program(load, PURGATORY_64BIT, error);
}

static int load_32(struct load *load, struct error *error)
{
	if (check_arguments(load->request, error) || load_stay_below_4gib(load, error))
		return -1;
	if (load->request->arguments.elf_style == ARGUMENTS_LINUX)
		return load_linux(load, PURGATORY_32BIT, error);
	return load_program(load, PURGATORY_32BIT, error);
}

const struct loader x86_elf64_loader = {
	.name = "elf-x86_64",
	.title = "ELF executable for x86_64, like Linux's vmlinux",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD |
		   LOADER_REUSE_INITRD | LOADER_ARGS,
	.probe = probe_64,
	.load = load_64,
};

const struct loader x86_elf32_loader = {
	.name = "elf-x86",
	.title = "ELF executable for i386",
	.options = LOADER_COMMAND_LINE | LOADER_REUSE_CMDLINE | LOADER_INITRD |
		   LOADER_REUSE_INITRD | LOADER_ARGS,
	.probe = probe_32,
	.load = load_32,
};
