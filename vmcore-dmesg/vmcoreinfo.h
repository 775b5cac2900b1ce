/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCOREINFO: the note in which a kernel describes itself, in lines such as
 * SYMBOL(prb)=ffffffff82b1c7a8 (Linux, Documentation/admin-guide/kdump/vmcoreinfo.rst).
 */
#ifndef VMCORE_DMESG_VMCOREINFO_H
#define VMCORE_DMESG_VMCOREINFO_H

#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

/**
 * struct vmcoreinfo - the VMCOREINFO note of a dump
 * @path: name of the dump, for messages; owned by the caller
 * @text: lines of the note, terminated by a 0; NULL if the dump has no such note
 */
struct vmcoreinfo {
	const char *path;
	char *text;
};

/**
 * vmcoreinfo_get() - look up one number
 * @info: the note, with a text
 * @kind: "SYMBOL", whose values are hexadecimal, or "OFFSET", "SIZE" or "NUMBER", whose values
 *	  are decimal
 * @name: name of the symbol, field, structure or number
 * @value: filled on success; a negative number is in two's complement
 *
 * Return: 0, or -1 if there is no such line or its value is not a number.
 */
int vmcoreinfo_get(const struct vmcoreinfo *info, const char *kind, const char *name,
		   uint64_t *value);

/**
 * struct vmcoreinfo_want - one number that vmcoreinfo_get_all() looks up
 * @kind: as for vmcoreinfo_get()
 * @name: as for vmcoreinfo_get()
 * @value: filled on success
 */
struct vmcoreinfo_want {
	const char *kind;
	const char *name;
	uint64_t *value;
};

/**
 * vmcoreinfo_get_all() - look up several numbers, none of which may be missing
 * @info: the note, with a text
 * @wants: the numbers to look up
 * @count: length of @wants
 * @error: filled on failure, with the first number that is missing
 *
 * An OFFSET or a SIZE of 64 KiB or more is refused, so that sums of them do not overflow.
 *
 * Return: 0, or -1 with @error filled.
 */
int vmcoreinfo_get_all(const struct vmcoreinfo *info, const struct vmcoreinfo_want *wants,
		       size_t count, struct error *error);

#endif
