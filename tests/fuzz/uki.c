// SPDX-License-Identifier: GPL-2.0-only
/* An input is a PE file, which is taken apart as a UKI. */
#include "fuzz.h"
#include "kexec/image/uki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob file = { malloc(size ? size : 1), size };
	struct error error;
	struct uki uki;

	demand(file.data != NULL);
	memcpy(file.data, data, size);
	if (is_uki_file(&file) && !uki_extract_kernel(&uki, "k", &file, &error)) {
		demand(file.size && file.size <= size);
		demand(!uki.command_line || strlen(uki.command_line) <= size);
		uki_free(&uki);
	}
	blob_free(&file);
	return 0;
}
