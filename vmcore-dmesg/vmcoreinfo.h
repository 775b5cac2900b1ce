/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCOREINFO: what a kernel says of itself, in lines like SYMBOL(prb)=ffffffff82b1c7a8
 * (Linux, Documentation/admin-guide/kdump/vmcoreinfo.rst).
 */
#ifndef VMCORE_DMESG_VMCOREINFO_H
#define VMCORE_DMESG_VMCOREINFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"
#include "dump.h"

/**
 * info_get() - one of the numbers
 * @info: the text
 * @kind: SYMBOL, whose numbers are hexadecimal, or OFFSET, SIZE, NUMBER
 * @name: of what
 * @value: filled if it's there; negative numbers in two's complement
 *
 * Return: true if it's there, and a number.
 */
bool info_get(const char *info, const char *kind, const char *name, uint64_t *value);

/**
 * struct info_want - a number that is wanted
 * @kind: as for info_get()
 * @name: the same
 * @value: to be filled
 */
struct info_want {
	const char *kind;
	const char *name;
	uint64_t *value;
};

/**
 * info_need() - many of them
 * @dump: open
 * @wants: which
 * @count: how many
 * @error: filled on failure, with the first that isn't there
 *
 * An OFFSET or SIZE is below 64 KiB then.  Return: 0 or -1.
 */
int info_need(const struct dump *dump, const struct info_want *wants, size_t count,
	      struct error *error);

#endif
