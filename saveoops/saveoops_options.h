/* SPDX-License-Identifier: GPL-2.0-only */
/* The values that the command line of saveoops sets. */
#ifndef SAVEOOPS_SAVEOOPS_OPTIONS_H
#define SAVEOOPS_SAVEOOPS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verb {
	VERB_FORMAT,
	VERB_LIST,
	VERB_SHOW,
	VERB_EXPORT,
	VERB_CLEAR,
	VERB_CHECK,
	VERB_STATUS,
	VERB_IMPORT,
	VERB_MARK_CLEAN,
	VERB_MKINITRD,
	VERB_COUNT,
};

/**
 * struct string_list - arguments of an option that may be repeated
 * @items: arguments, in the order given
 * @count: number of arguments
 */
struct string_list {
	const char **items;
	size_t count;
};

/**
 * struct saveoops_options - a parsed command line
 * @verb: verb to run
 * @help: --help, which replaces the verb
 * @version: --version, which replaces the verb
 * @device: --device or the DEVICE of format; NULL if neither is given
 * @sequence: sequence number of the record; 0 for the newest
 * @file: file to export to, or the initramfs to write
 * @dir: directory to import to
 * @sector_size: sector size for format in bytes; 0 if it is not given
 * @json: print JSON
 * @yes: do not ask
 * @force: accept a device or record that would be refused
 * @text: leave out the facts
 * @vmcore: add makedumpfile to the initramfs
 * @modules: kernel modules for the initramfs
 * @adds: FILE[:PATH] for the initramfs
 */
struct saveoops_options {
	enum verb verb;
	bool help, version;
	const char *device;
	uint64_t sequence;
	const char *file;
	const char *dir;
	uint32_t sector_size;
	bool json, yes, force, text, vmcore;
	struct string_list modules;
	struct string_list adds;
};

#endif
