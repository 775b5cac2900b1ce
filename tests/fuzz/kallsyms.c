// SPDX-License-Identifier: GPL-2.0-only
/* An input is /proc/kallsyms. */
#include "fuzz.h"
#include "kexec/core/kernel_mappings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	demand(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	kallsyms_address(text, "_text");
	free(text);
	return 0;
}
