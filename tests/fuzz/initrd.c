// SPDX-License-Identifier: GPL-2.0-only
/* An input is an initrd, whose unpacked size is estimated. */
#include "fuzz.h"
#include "kexec/image/initrd.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct blob initrd = { (uint8_t *)data, size };
	uint64_t guess = initrd_unpacked(&initrd);

	demand(guess >= size && guess <= 4 * (uint64_t)size);
	return 0;
}
