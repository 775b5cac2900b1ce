/* SPDX-License-Identifier: GPL-2.0-only */
/* The public calls: bake an image, show one, verify one. */
#ifndef BAKE_BAKE_H
#define BAKE_BAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "include/kexec_bake.h"
#include "include/kexec_bake_oops.h"
#include "util_lib/error.h"

/*
 * An address above the memory that a kernel, its initrd and its early allocations use on a typical
 * machine, and below the addresses at which boot loaders place an initrd.
 */
#define BAKE_DEFAULT_ADDRESS 0x10000000ull

/*
 * nr_cpus=1: a capture kernel that starts on a CPU other than the boot CPU, and then brings up the
 * other CPUs, resets the machine (admin-guide/kdump/kdump.rst).
 * nokaslr: the region has no free memory into which the kernel could move.
 */
#define BAKE_DEFAULT_COMMAND_LINE "nr_cpus=1 nokaslr reset_devices panic=1"

enum bake_format {
	BAKE_ELF,
	BAKE_IMAGE,
	BAKE_CPIO,
	BAKE_FORMATS
};

/* The formats' names in --bake-format. */
extern const char *const bake_format_names[BAKE_FORMATS];

struct arch_request;

/**
 * struct bake_request - what to bake
 * @kernel: file name of the capture kernel
 * @initrds: file names of the initrds, in order
 * @initrd_count: number of names in @initrds
 * @command_line: command line of the capture kernel; NULL: the one in the kernel's file, or else
 *	BAKE_DEFAULT_COMMAND_LINE
 * @address: physical address for which the image is baked
 * @region_size: size of the region, in bytes; 0: as large as needed
 * @relocatable: the image has fix-ups
 * @efi: EFI is passed to the capture kernel
 * @format: format of the output
 * @output: file name of the output
 * @arch: options that only the architecture has
 */
struct bake_request {
	const char *kernel;
	const char **initrds;
	size_t initrd_count;
	const char *command_line;
	uint64_t address;
	uint64_t region_size;
	bool relocatable;
	bool efi;
	enum bake_format format;
	const char *output;
	const struct arch_request *arch;
};

/**
 * struct bake_result - the baked image, for a report
 * @header: header of the image
 * @kernel_type: type of the kernel's file
 * @command_line: command line of the capture kernel
 */
struct bake_result {
	const struct kexec_bake_header *header;
	const char *kernel_type;
	const char *command_line;
};

typedef int bake_report(const struct bake_request *request, const struct bake_result *result,
			struct error *error);

/**
 * bake() - make an image and write it
 * @request: what to bake, and the output file
 * @report: called after everything is written and before the output gets its name; if it returns
 *	-1, there is no output
 * @error: filled on failure; then there is no output
 *
 * Return: 0, or -1 with @error filled.
 */
int bake(const struct bake_request *request, bake_report *report, struct error *error);

/* The directory in which the kernel side reports its state. */
#define BAKE_RUNNING KEXEC_BAKE_SYSFS_PATH

/**
 * bake_info() - print an image's header and its memory map
 * @path: file name of an image, or a directory such as BAKE_RUNNING to print the running kernel's
 *	state
 * @json: print JSON instead of a table
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_info(const char *path, bool json, struct error *error);

/**
 * bake_verify() - check everything in an image that can be checked
 * @path: file name of the image
 * @error: filled with the first fault
 *
 * Return: 0, or -1 with @error filled.
 */
int bake_verify(const char *path, struct error *error);

#endif
