// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI of the running machine.  The firmware lets its runtime services be mapped only once, by the
 * first kernel.  So later kernels are passed the virtual addresses of the runtime ranges (the
 * memory map of struct efi_info, Linux, asm/bootparam.h) and the addresses that the firmware's
 * tables had before the mapping (SETUP_EFI: struct efi_setup_data, Linux, asm/efi.h).
 */
#include "boot_params.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"

#include "kexec/arch/x86/x86_machine.h"
#include "kexec/arch/x86/x86_request.h"

#define RUNTIME_MAP X86_EFI_SYSFS "/runtime-map"

/* UEFI specification, EFI_MEMORY_DESCRIPTOR, version 1. */
#define DESCRIPTOR_SIZE     40
#define DESCRIPTOR_VERSION  1
#define DESCRIPTOR_PHYSICAL 8

/* struct efi_setup_data */
#define SETUP_FW_VENDOR 0
#define SETUP_RUNTIME   8
#define SETUP_TABLES    16
#define SETUP_SMBIOS    24

/* Files of a range's directory in RUNTIME_MAP, and their offsets in the descriptor. */
static const struct {
	const char *name;
	unsigned int offset;
} descriptor_fields[] = {
	{ "type", 0 },       { "phys_addr", DESCRIPTOR_PHYSICAL },
	{ "virt_addr", 16 }, { "num_pages", 24 },
	{ "attribute", 32 },
};

static int read_runtime_descriptor(uint8_t *descriptor, const char *name)
{
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(descriptor_fields); i++) {
		if (sysfile_number(&value, RUNTIME_MAP "/%s/%s", name, descriptor_fields[i].name))
			return -1;
		/* The type has 32 bits, and 32 bits of padding follow. */
		put64(descriptor + descriptor_fields[i].offset, value);
	}
	return 0;
}

static size_t count_runtime_ranges(DIR *directory)
{
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(directory)))
		count += isdigit((unsigned char)entry->d_name[0]) != 0;
	rewinddir(directory);
	return count;
}

static int compare_descriptors(const void *a, const void *b)
{
	uint64_t x = get64((const uint8_t *)a + DESCRIPTOR_PHYSICAL);
	uint64_t y = get64((const uint8_t *)b + DESCRIPTOR_PHYSICAL);

	return x < y ? -1 : x > y;
}

/* Return: size of the map in bytes. */
static size_t read_runtime_ranges(uint8_t *map, size_t max, DIR *directory)
{
	struct dirent *entry;
	size_t count = 0;

	while (count < max && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    !read_runtime_descriptor(map + count * DESCRIPTOR_SIZE, entry->d_name))
			count++;
	qsort(map, count, DESCRIPTOR_SIZE, compare_descriptors);
	return count * DESCRIPTOR_SIZE;
}

/*
 * An incomplete map is worse than none, so the map has all ranges or is left out.
 *
 * Return: size of the map in bytes; 0 if there is none.
 */
static size_t read_runtime_map(struct load *load, uint8_t **map, struct error *error)
{
	DIR *directory = system_opendir(RUNTIME_MAP);
	size_t count, size = 0;

	if (!directory)
		return 0;
	count = count_runtime_ranges(directory);
	*map = count ? load_keep(load, count * DESCRIPTOR_SIZE, error) : NULL;
	if (*map)
		size = read_runtime_ranges(*map, count, directory);
	closedir(directory);
	return size == count * DESCRIPTOR_SIZE ? size : 0;
}

static int place_runtime_map(struct load *load, uint8_t *boot_params, const uint8_t *map,
			     size_t size, struct error *error)
{
	const struct machine *machine = &load->machine;
	struct segment segment = {
		.name = "EFI memory map",
		.content = map,
		.stored = size,
		.size = size,
	};
	uint64_t address;

	if (segments_place(&load->segments, segment, PLACE_PAGE, &address, error))
		return -1;
	memcpy(boot_params + X86_EFI_INFO, machine->arch->boot_params.data + X86_EFI_INFO,
	       X86_EFI_INFO_SIZE);
	put32(boot_params + X86_EFI_DESCRIPTOR_SIZE, DESCRIPTOR_SIZE);
	put32(boot_params + X86_EFI_MAP, address);
	put32(boot_params + X86_EFI_MAP_HIGH, address >> 32);
	put32(boot_params + X86_EFI_MAP_SIZE, size);
	return 0;
}

static int add_efi_setup_data(struct load *load, struct setup_data *chain, uint64_t vendor,
			      uint64_t tables, struct error *error)
{
	uint8_t *data = setup_data_add(chain, load, X86_SETUP_EFI, X86_SETUP_EFI_SIZE, error);
	uint64_t runtime = 0;

	if (!data)
		return -1;
	/* Linux before 5.7 shows and uses this address. */
	sysfile_number(&runtime, X86_EFI_SYSFS "/runtime");
	put64(data + SETUP_FW_VENDOR, vendor);
	put64(data + SETUP_RUNTIME, runtime);
	put64(data + SETUP_TABLES, tables);
	put64(data + SETUP_SMBIOS, x86_efi_table_address("SMBIOS"));
	return 0;
}

/* The next kernel takes over only 64-bit EFI with descriptors of version 1. */
static bool is_64bit_efi(const struct machine *machine)
{
	const uint8_t *p = machine->arch->boot_params.data;

	return p && !memcmp(p + X86_EFI_INFO, X86_EFI_SIGNATURE_64, 4) &&
	       get32(p + X86_EFI_DESCRIPTOR_VERSION) == DESCRIPTOR_VERSION;
}

int boot_params_fill_efi(struct load *load, uint8_t *boot_params, struct setup_data *chain,
			 struct error *error)
{
	uint64_t vendor, tables;
	uint8_t *map = NULL;
	size_t size;

	if (!is_64bit_efi(&load->machine) || sysfile_number(&vendor, X86_EFI_SYSFS "/fw_vendor") ||
	    sysfile_number(&tables, X86_EFI_SYSFS "/config_table"))
		return 0;
	size = read_runtime_map(load, &map, error);
	if (!size)
		return 0;
	if (place_runtime_map(load, boot_params, map, size, error))
		return -1;
	return add_efi_setup_data(load, chain, vendor, tables, error);
}
