// SPDX-License-Identifier: GPL-2.0-only
#include "zero_page_lists.h"

#include <string.h>

#include "include/arch/x86/zero_page.h"

void put_e820_entry(uint8_t *to, uint64_t start, uint64_t size, uint32_t type)
{
	memcpy(to, &start, sizeof(start));
	memcpy(to + 8, &size, sizeof(size));
	memcpy(to + 16, &type, sizeof(type));
}

void prepend_setup_data(uint8_t *boot_params, uint8_t *data, uint32_t type, uint32_t size)
{
	uint64_t address = (uintptr_t)data;

	memcpy(data, boot_params + X86_SETUP_DATA, 8);
	memcpy(data + 8, &type, sizeof(type));
	memcpy(data + 12, &size, sizeof(size));
	memcpy(boot_params + X86_SETUP_DATA, &address, sizeof(address));
}
