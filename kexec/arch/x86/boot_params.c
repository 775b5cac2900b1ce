// SPDX-License-Identifier: GPL-2.0-only
/*
 * What boot_params says of the machine: Documentation/x86/zero-page.rst, from
 * what the running kernel was told and what it shows.
 */
#include "boot_params.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"
#include "kexec/machine/system.h"

#include "x86_machine.h"
#include "x86_request.h"

/* What the running kernel got from the firmware, and the next one can't ask for. */
static const struct {
	unsigned int offset, size;
} inherited[] = {
	{ X86_EDID_INFO, 128 },
	{ X86_EDD_ENTRIES, 1 },
	{ X86_EDD_MBR_ENTRIES, 1 },
	{ X86_EDD_MBR_SIGNATURES, X86_EDD_MBR_SIZE },
	{ X86_EDD_BUFFER, X86_EDD_BUFFER_SIZE },
	{ X86_SECURE_BOOT, 1 },
	{ X86_HARDWARE_SUBARCH, X86_HARDWARE_SUBARCH_SIZE },
};

static void inherit(const struct machine *machine, uint8_t *boot_params)
{
	size_t i;

	if (!machine->arch->boot_params.size)
		return;
	for (i = 0; i < ARRAY_SIZE(inherited); i++)
		memcpy(boot_params + inherited[i].offset,
		       machine->arch->boot_params.data + inherited[i].offset, inherited[i].size);
}

/* Without a seed the kernel starts all the same. */
static int add_seed(struct load *load, struct setup_data *chain, struct error *error)
{
	uint8_t *data, seed[X86_SETUP_RNG_SEED_SIZE];

	if (system_random(seed, sizeof(seed)))
		return 0;
	data = setup_data_add(chain, load, X86_SETUP_RNG_SEED, sizeof(seed), error);
	if (!data)
		return -1;
	memcpy(data, seed, sizeof(seed));
	return 0;
}

static int add_device_tree(struct load *load, struct setup_data *chain, struct error *error)
{
	const struct blob *tree = &load->device_tree;
	uint8_t *data;

	if (!tree->size)
		return 0;
	data = setup_data_add(chain, load, X86_SETUP_DTB, tree->size, error);
	if (!data)
		return -1;
	memcpy(data, tree->data, tree->size);
	return 0;
}

static int add_files(struct load *load, struct setup_data *chain, struct error *error)
{
	if (add_seed(load, chain, error))
		return -1;
	return add_device_tree(load, chain, error);
}

int x86_describe_files(struct load *load, uint8_t *boot_params, struct error *error)
{
	struct setup_data chain = { 0 };

	if (add_files(load, &chain, error))
		return -1;
	return setup_data_place(&chain, load, boot_params, error);
}

int x86_describe_machine(struct load *load, uint8_t *boot_params, const struct bzimage *image,
			 struct error *error)
{
	struct setup_data chain = { 0 };

	inherit(&load->machine, boot_params);
	put64(boot_params + X86_ACPI_RSDP_ADDR, load->machine.arch->rsdp);
	describe_screen(load, boot_params);
	if (add_files(load, &chain, error) || describe_memory(load, boot_params, &chain, error))
		return -1;
	if (image->xloadflags & X86_XLF_EFI_KEXEC && !load->request->no_efi &&
	    describe_efi(load, boot_params, &chain, error))
		return -1;
	return setup_data_place(&chain, load, boot_params, error);
}
