// SPDX-License-Identifier: GPL-2.0-only
/* An input is the beginning of /proc/kcore. */
#include "fuzz.h"
#include "kexec/core/kernel_mappings.h"

#define CODE 0x1000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_mappings found;
	struct error error;
	char *bytes = malloc(size + 1);
	Elf *elf;

	demand(bytes != NULL);
	memcpy(bytes, data, size);
	elf_version(EV_CURRENT);
	elf = elf_memory(bytes, size);
	if (!kernel_mappings_from_kcore(&found, elf, CODE, &error)) {
		demand(found.text.start <= found.text.end);
		demand(!found.text.end || found.text_physical == CODE);
		demand(!found.direct_map || found.direct_map >> 63);
	}
	elf_end(elf);
	free(bytes);
	return 0;
}
