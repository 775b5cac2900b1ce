// SPDX-License-Identifier: GPL-2.0-only
/*
 * EFI runtime services are mapped once in a machine's life, so a kernel that
 * isn't the first is told how: where the ranges were mapped (efi_info's memory
 * map) and what the firmware's tables pointed to before that (SETUP_EFI): struct
 * efi_info and struct efi_setup_data of the kernel's asm/bootparam.h, asm/efi.h.
 */
#include "boot_params.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "include/arch/x86/zero_page.h"
#include "util_lib/align.h"
#include "util_lib/little_endian.h"
#include "util_lib/numbers.h"
#include "kexec/machine/sysfile.h"
#include "kexec/machine/system.h"

#include "x86_machine.h"
#include "x86_request.h"

#define EFI         "/sys/firmware/efi"
#define RUNTIME_MAP EFI "/runtime-map"

/* UEFI specification, EFI_MEMORY_DESCRIPTOR, version 1. */
#define DESCRIPTOR_SIZE     40
#define DESCRIPTOR_VERSION  1
#define DESCRIPTOR_PHYSICAL 8

/* struct efi_setup_data */
#define SETUP_FW_VENDOR 0
#define SETUP_RUNTIME   8
#define SETUP_TABLES    16
#define SETUP_SMBIOS    24

/* What a sysfs directory of the map holds, and where it goes. */
static const struct {
	const char *name;
	unsigned int offset;
} fields[] = {
	{ "type", 0 },       { "phys_addr", DESCRIPTOR_PHYSICAL },
	{ "virt_addr", 16 }, { "num_pages", 24 },
	{ "attribute", 32 },
};

static bool read_descriptor(uint8_t *descriptor, const char *name)
{
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		if (sysfile_number(&value, RUNTIME_MAP "/%s/%s", name, fields[i].name))
			return false;
		/* The type is of 32 bits, and 32 bits of padding follow. */
		put64(descriptor + fields[i].offset, value);
	}
	return true;
}

static size_t count_ranges(DIR *directory)
{
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(directory)))
		count += isdigit((unsigned char)entry->d_name[0]) != 0;
	rewinddir(directory);
	return count;
}

static int by_address(const void *a, const void *b)
{
	uint64_t x = get64((const uint8_t *)a + DESCRIPTOR_PHYSICAL);
	uint64_t y = get64((const uint8_t *)b + DESCRIPTOR_PHYSICAL);

	return x < y ? -1 : x > y;
}

/* Return: bytes that it takes. */
static size_t read_ranges(uint8_t *map, size_t room, DIR *directory)
{
	struct dirent *entry;
	size_t count = 0;

	while (count < room && (entry = readdir(directory)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    read_descriptor(map + count * DESCRIPTOR_SIZE, entry->d_name))
			count++;
	qsort(map, count, DESCRIPTOR_SIZE, by_address);
	return count * DESCRIPTOR_SIZE;
}

/* A map of some of the ranges would be worse than none. */
static size_t read_map(struct load *load, uint8_t **map, struct error *error)
{
	DIR *directory = system_opendir(RUNTIME_MAP);
	size_t count, size = 0;

	if (!directory)
		return 0;
	count = count_ranges(directory);
	*map = count ? load_keep(load, count * DESCRIPTOR_SIZE, error) : NULL;
	if (*map)
		size = read_ranges(*map, count, directory);
	closedir(directory);
	return size == count * DESCRIPTOR_SIZE ? size : 0;
}

static int place_map(struct load *load, uint8_t *boot_params, const uint8_t *map, size_t size,
		     struct error *error)
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

/* "SMBIOS=0x..."; there may be "SMBIOS3=0x...", too. */
static uint64_t smbios(void)
{
	uint64_t address = 0;
	struct blob text;
	const char *line;

	if (sysfile_read(EFI "/systab", &text))
		return 0;
	line = strstr((char *)text.data, "SMBIOS=");
	if (line) {
		((char *)text.data)[line - (char *)text.data + strcspn(line, "\n")] = '\0';
		parse_size(line + strlen("SMBIOS="), &address);
	}
	blob_free(&text);
	return address;
}

static int add_setup(struct load *load, struct setup_data *chain, uint64_t vendor, uint64_t tables,
		     struct error *error)
{
	uint8_t *data = setup_data_add(chain, load, X86_SETUP_EFI, X86_SETUP_EFI_SIZE, error);
	uint64_t runtime = 0;

	if (!data)
		return -1;
	/* Gone since Linux 5.7, which has no use for it. */
	sysfile_number(&runtime, EFI "/runtime");
	put64(data + SETUP_FW_VENDOR, vendor);
	put64(data + SETUP_RUNTIME, runtime);
	put64(data + SETUP_TABLES, tables);
	put64(data + SETUP_SMBIOS, smbios());
	return 0;
}

/* Of 64-bit EFI, with a map as the next kernel can read it. */
static bool is_there(const struct machine *machine)
{
	const uint8_t *p = machine->arch->boot_params.data;

	return p && !memcmp(p + X86_EFI_INFO, X86_EFI_SIGNATURE_64, 4) &&
	       get32(p + X86_EFI_DESCRIPTOR_VERSION) == DESCRIPTOR_VERSION;
}

int describe_efi(struct load *load, uint8_t *boot_params, struct setup_data *chain,
		 struct error *error)
{
	uint64_t vendor, tables;
	uint8_t *map = NULL;
	size_t size;

	if (!is_there(&load->machine) || sysfile_number(&vendor, EFI "/fw_vendor") ||
	    sysfile_number(&tables, EFI "/config_table"))
		return 0;
	size = read_map(load, &map, error);
	if (!size)
		return 0;
	if (place_map(load, boot_params, map, size, error))
		return -1;
	return add_setup(load, chain, vendor, tables, error);
}
