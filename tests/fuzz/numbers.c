// SPDX-License-Identifier: GPL-2.0-only
/* The input is a number as a user may type it. */
#include <inttypes.h>
#include <stdio.h>

#include "fuzz.h"
#include "util_lib/numbers.h"

/* A number that is printed and parsed again is the same. */
static void demand_same_number(uint64_t number)
{
	uint64_t again;
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	demand(!parse_size(text, &again) && again == number);
	snprintf(text, sizeof(text), "0x%" PRIx64, number);
	demand(!parse_size(text, &again) && again == number);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	uint64_t number;

	demand(text != NULL);
	memcpy(text, data, size);
	text[size] = 0;
	if (!parse_size(text, &number))
		demand_same_number(number);
	free(text);
	return 0;
}
