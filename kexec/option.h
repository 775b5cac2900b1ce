/* SPDX-License-Identifier: GPL-2.0-only */
/* An entry of the table of options, of which an architecture has some: kexec/options.c. */
#ifndef KEXEC_OPTION_H
#define KEXEC_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

#include "mode.h"

/* The kind of an option's value, and so the type at its offset. */
enum option_kind {
	OPTION_MODE,   /* none; the option asks for a mode */
	OPTION_FLAG,   /* bool */
	OPTION_CHOICE, /* int, set to the option's choice */
	OPTION_BITS,   /* uint32_t, to which the option's choice is added */
	OPTION_TEXT,   /* const char * */
	OPTION_NAME,   /* const char *, not empty */
	OPTION_LIST,   /* struct names */
	OPTION_NUMBER, /* uint64_t */
	OPTION_PARSED, /* whatever the option's parse() writes */
};

/* Modes that an option goes with. */
#define WITH_BAKE        MODE_BAKE
#define WITH_INFO        MODE_BAKE_INFO
#define WITH_LOADING     (MODES_LOADING & ~MODE_JUMP_BACK)
#define WITH_ANY_LOADING MODES_LOADING
#define WITH_PANIC       MODE_LOAD_PANIC
#define WITH_EITHER      (MODE_BAKE | WITH_LOADING)
#define WITH_UNLOAD      (MODES_LOADING | MODE_UNLOAD)
#define WITH_EXEC        (WITH_LOADING | MODE_EXEC)
#define WITH_PURGATORY   (MODE_BAKE | MODES_LOADING)
#define WITH_ALL         UINT32_MAX

/**
 * struct option_entry - an option
 * @name: long name, without --
 * @letter: short name, or 0
 * @kind: of its value
 * @modes: MODE_*: modes that it goes with
 * @in_arch: @offset is into struct arch_request, else into struct options
 * @offset: of its value
 * @choice: for OPTION_MODE a MODE_*, for OPTION_CHOICE and OPTION_BITS the value
 * @loader: LOADER_*: the loaders that take it announce this; 0: all take it
 * @parse: for OPTION_PARSED: reads @text into @value
 */
struct option_entry {
	const char *name;
	char letter;
	enum option_kind kind;
	uint32_t modes;
	bool in_arch;
	size_t offset;
	uint32_t choice;
	uint32_t loader;
	int (*parse)(void *value, const char *text, struct error *error);
};

/* The architecture's options, and their number. */
extern const struct option_entry arch_options[];
extern const size_t arch_option_count;

#endif
