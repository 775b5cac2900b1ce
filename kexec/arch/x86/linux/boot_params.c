// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields of boot_params that depend on the machine (Documentation/x86/zero-page.rst).
 * The fields are filled from the running kernel's own boot_params, from /sys and from /proc.
 */
#include "boot_params.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/machine/system.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

#include "kexec/arch/x86/x86_machine.h"
#include "kexec/arch/x86/x86_request.h"

/* Fields that the boot loader got from the firmware, which later kernels cannot query. */
static const struct {
	unsigned int offset, size;
} firmware_fields[] = {
	{ X86_EDID_INFO, 128 },
	{ X86_EDD_ENTRIES, 1 },
	{ X86_EDD_MBR_ENTRIES, 1 },
	{ X86_EDD_MBR_SIGNATURES, X86_EDD_MBR_SIZE },
	{ X86_EDD_BUFFER, X86_EDD_BUFFER_SIZE },
	{ X86_SECURE_BOOT, 1 },
	{ X86_HARDWARE_SUBARCH, X86_HARDWARE_SUBARCH_SIZE },
};

static void inherit_firmware_fields(const struct machine *machine, uint8_t *boot_params)
{
	size_t i;

	if (!machine->arch->boot_params.size)
		return;
	for (i = 0; i < ARRAY_SIZE(firmware_fields); i++)
		memcpy(boot_params + firmware_fields[i].offset,
		       machine->arch->boot_params.data + firmware_fields[i].offset,
		       firmware_fields[i].size);
}

/* The seed is optional: the kernel starts without it. */
static int add_rng_seed(struct load *load, struct setup_data *chain, struct error *error)
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

static int add_seed_and_device_tree(struct load *load, struct setup_data *chain,
				    struct error *error)
{
	if (add_rng_seed(load, chain, error))
		return -1;
	return add_device_tree(load, chain, error);
}

int boot_params_add_files(struct load *load, uint8_t *boot_params, struct error *error)
{
	struct setup_data chain = { 0 };

	if (add_seed_and_device_tree(load, &chain, error))
		return -1;
	return setup_data_place(&chain, load, boot_params, error);
}

int boot_params_fill_machine(struct load *load, uint8_t *boot_params, const struct bzimage *image,
			     struct error *error)
{
	struct setup_data chain = { 0 };

	inherit_firmware_fields(&load->machine, boot_params);
	put64(boot_params + X86_ACPI_RSDP_ADDR, load->machine.arch->rsdp);
	boot_params_fill_screen(load, boot_params);
	if (add_seed_and_device_tree(load, &chain, error) ||
	    boot_params_fill_e820(load, boot_params, &chain, error))
		return -1;
	if (image->xloadflags & X86_XLF_EFI_KEXEC && !load->request->no_efi &&
	    boot_params_fill_efi(load, boot_params, &chain, error))
		return -1;
	return setup_data_place(&chain, load, boot_params, error);
}
