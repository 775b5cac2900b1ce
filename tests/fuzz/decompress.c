// SPDX-License-Identifier: GPL-2.0-only
/* The input is a compressed file. */
#include "fuzz.h"
#include "util_lib/decompress.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob result;
	struct error error;

	if (decompress("f", data, size, &result, &error))
		demand(!result.data && !result.size);
	else
		demand(is_compressed(data, size) && result.size <= DECOMPRESS_MAX);
	blob_free(&result);
	return 0;
}
