// SPDX-License-Identifier: GPL-2.0-only
/*
 * The 16-bit entry (boot.rst, "The Real-Mode Kernel Header" to "Running the Kernel").  The setup
 * code runs in 64 KiB of its own, in which the command line follows the stack.
 */
#include "entry_16bit.h"

#include <dirent.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/machine/system.h"
#include "util_lib/little_endian.h"

#include "boot_params.h"
#include "linux_loader.h"
#include "kexec/arch/x86/x86_machine.h"

/* The lowest address that neither the BIOS nor boot loaders use. */
#define LOW_START 0x10000
/* boot.rst, "Memory Layout": the heap follows. */
#define SETUP_MAX    0x8000
#define COMMAND_LINE PURGATORY_16BIT_STACK
/* boot.rst, "heap_end_ptr" */
#define HEAP_END_BIAS 0x200

static int check_bios(const struct load_request *request, struct error *error)
{
	DIR *efi = system_opendir(X86_EFI_SYSFS);

	if (!efi)
		return 0;
	closedir(efi);
	return fail(error,
		    "%s: --real-mode needs a BIOS, and this machine was started by EFI (%s exists)",
		    request->kernel, X86_EFI_SYSFS);
}

static int check_real_mode_limits(const struct load *load, const struct bzimage *image,
				  struct error *error)
{
	const char *name = load->request->kernel;

	if (image->setup_size > SETUP_MAX)
		return fail(error, "%s: its setup code has %llu bytes (at most %u were expected)",
			    name, (unsigned long long)image->setup_size, SETUP_MAX);
	if (strlen(load->command_line) >= PURGATORY_16BIT_STUB - COMMAND_LINE)
		return fail(
			error,
			"%s: the command line is %zu bytes long (less than %u were expected with --real-mode)",
			name, strlen(load->command_line), PURGATORY_16BIT_STUB - COMMAND_LINE);
	return x86_check_command_line(image, name, load->command_line, 0, error);
}

static void write_setup_code(uint8_t *setup, const struct load *load, const struct bzimage *image,
			     const struct linux_parts *parts)
{
	memcpy(setup, image->setup, image->setup_size);
	strcpy((char *)setup + COMMAND_LINE, load->command_line);
	setup[X86_TYPE_OF_LOADER] = X86_TYPE_OF_LOADER_KEXEC;
	setup[X86_LOADFLAGS] |= X86_LOADFLAGS_LOADED_HIGH | X86_LOADFLAGS_CAN_USE_HEAP;
	put16(setup + X86_VID_MODE, X86_VID_MODE_NORMAL);
	put16(setup + X86_HEAP_END_PTR, PURGATORY_16BIT_STACK - HEAP_END_BIAS);
	put32(setup + X86_CODE32_START, parts->kernel);
	put32(setup + X86_CMD_LINE_PTR, parts->command_line);
	put32(setup + X86_RAMDISK_IMAGE, parts->initrd);
	put32(setup + X86_RAMDISK_SIZE, load->initrd.size);
	put64(setup + X86_SETUP_DATA, 0);
}

static int place_setup_code(struct load *load, const struct bzimage *image, uint8_t *setup,
			    struct error *error)
{
	struct segment segment = {
		.name = "setup code",
		.content = setup,
		.stored = COMMAND_LINE + strlen(load->command_line) + 1,
		.size = PURGATORY_16BIT_SIZE,
	};
	struct placement low = { X86_ZERO_PAGE_SIZE, { LOW_START, X86_LOW_MEMORY_END } };
	struct linux_parts parts = { 0 };

	if (segments_place(&load->segments, segment, low, &load->purgatory_info.entry, error) ||
	    x86_place_kernel(&load->segments, image, load->request->kernel, &parts, error) ||
	    x86_place_initrd(load, &parts, image->initrd_max + 1ull, error))
		return -1;
	parts.command_line = load->purgatory_info.entry + COMMAND_LINE;
	write_setup_code(setup, load, image, &parts);
	return boot_params_add_files(load, setup, error);
}

int x86_load_in_real_mode(struct load *load, const struct bzimage *image, struct error *error)
{
	uint8_t *setup;

	if (check_bios(load->request, error) || check_real_mode_limits(load, image, error) ||
	    load_stay_below_4gib(load, error))
		return -1;
	setup = load_keep(load, PURGATORY_16BIT_SIZE, error);
	if (!setup || place_setup_code(load, image, setup, error))
		return -1;
	load->purgatory_info.x86_settings.mode = PURGATORY_16BIT;
	return purgatory_place(&load->purgatory, &load->segments, error);
}
