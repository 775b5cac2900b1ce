/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of options: each option has one entry.  getopt_long()'s tables, the checks of the
 * command line, --help and the test of doc/kexec.8 come from it.  It has two parts: the general
 * options are in option_table.c, those of an architecture in kexec/arch/ARCH/.
 */
#ifndef KEXEC_OPTION_TABLE_H
#define KEXEC_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util_lib/error.h"

#include "mode.h"

/* The kind of an option decides the type of the value at its offset. */
enum option_kind {
	OPTION_MODE,    /* const char *, if it has an argument; the option selects a mode */
	OPTION_FLAG,    /* bool */
	OPTION_CHOICE,  /* int, set to the option's choice */
	OPTION_BITS,    /* uint32_t, to which the option's choice is added */
	OPTION_TEXT,    /* const char * */
	OPTION_NAME,    /* const char *, not empty */
	OPTION_LIST,    /* struct names */
	OPTION_NUMBER,  /* uint64_t */
	OPTION_PARSED,  /* the type that the option's parse() writes */
	OPTION_IGNORED, /* no value: kexec-tools has the option, and it has no effect here */
};

/* Sections of --help, in this order. */
enum option_section {
	SECTION_MODE,
	SECTION_KERNEL,
	SECTION_LOADING,
	SECTION_BAKING,
	SECTION_MESSAGES,
	SECTION_OTHER,
	SECTION_COUNT,
};

/**
 * struct option_entry - an option
 * @name: long name, without its two dashes
 * @letter: short name, or 0
 * @kind: kind of its value
 * @argument: name of its argument in --help; NULL if it has none
 * @argument_optional: the argument may be left out
 * @modes: MODES_*: modes that accept the option
 * @effective: MODES_*: modes in which it has an effect; 0 for all of @modes
 * @loader: LOADER_*: a loader must announce this to take the option; 0 if all loaders take it
 * @only_kexec_load: kexec_file_load(2) does not support the option
 * @only_kexec_file_load: kexec_load(2) does not support the option
 * @in_arch: @offset is an offset into struct arch_request instead of struct options
 * @offset: offset of its value
 * @choice: for OPTION_MODE a MODE_*, for OPTION_CHOICE and OPTION_BITS the value
 * @initial: for OPTION_NUMBER the value without the option
 * @parse: for OPTION_PARSED: reads @text into @value
 * @section: section of --help
 * @help: description in --help; NULL if the next entry's line has this option, too
 */
struct option_entry {
	const char *name;
	char letter;
	enum option_kind kind;
	const char *argument;
	bool argument_optional;
	uint32_t modes;
	uint32_t effective;
	uint32_t loader;
	bool only_kexec_load;
	bool only_kexec_file_load;
	bool in_arch;
	size_t offset;
	uint32_t choice;
	uint64_t initial;
	int (*parse)(void *value, const char *text, struct error *error);
	enum option_section section;
	const char *help;
};

/* The architecture's options, and their number. */
extern const struct option_entry arch_options[];
extern const size_t arch_option_count;

/* The number of all options: the general ones, followed by the architecture's. */
size_t option_count(void);

/* The option at @index, which is less than option_count(). */
const struct option_entry *option_at(size_t index);

#endif
