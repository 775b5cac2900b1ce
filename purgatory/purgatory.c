// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code that runs between two kernels, on what is left of a machine.  Its five
 * duties, in this order; whichever fails says why and resets the machine:
 *
 * 1. be where it was placed (there are no fix-ups to apply yet)
 * 2. check the digest
 * 3. merge the hand-off block into the zero page
 * 4. put the CPU in the state that the boot protocol asks for
 * 5. enter the kernel
 *
 * All of it is position-independent and calls nothing outside.
 */
#include "purgatory.h"

#include <string.h>

#include "../util_lib/sha256.h"

static inline void *at(uint64_t address)
{
	return (void *)(uintptr_t)address;
}

void check_place(void)
{
	const struct purgatory_info *info = &purgatory_info;

	if ((uintptr_t)info == info->self)
		return;
	print("purgatory: it lies at ");
	print_hex((uintptr_t)info);
	print(" and was placed at ");
	print_hex(info->self);
	give_up("it can't be moved");
}

void check_digest(void)
{
	const struct purgatory_info *info = &purgatory_info;
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256 sha;
	uint32_t i;

	if (!info->digest)
		return;
	if (info->sealed_count > PURGATORY_MAX_SEALED)
		give_up("more sealed ranges than it can hold");

	sha256_start(&sha);
	for (i = 0; i < info->sealed_count; i++)
		sha256_add(&sha, at(info->sealed[i].start),
			   info->sealed[i].size);
	sha256_end(&sha, digest);
	if (memcmp(digest, at(info->digest), sizeof(digest)))
		give_up("the capture kernel is damaged: its digest is wrong");
}

static void merge(void)
{
	const struct purgatory_info *info = &purgatory_info;
	const char *why;

	if (!info->handoff)
		return;
	why = merge_handoff(info, at(info->handoff), at(info->boot_params));
	if (why)
		give_up(why);
}

void purgatory(void)
{
	const struct purgatory_info *info = &purgatory_info;

	arch_catch_faults();
	arch_console_start();
	check_place();
	check_digest();
	merge();
	print(info->digest ? "purgatory: digest ok, entering the kernel\n" :
			     "purgatory: entering the kernel unchecked\n");
	arch_enter(info->entry, info->boot_params, info->top_4level,
		   info->top_5level);
}
