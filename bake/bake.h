/* SPDX-License-Identifier: GPL-2.0-only */
/* Baking: layout -> image -> object; and reading the result again. */
#ifndef BAKE_BAKE_H
#define BAKE_BAKE_H

#include <stdbool.h>
#include <stdio.h>

#include "include/kexec_bake.h"
#include "kexec/arch/x86/bzimage.h"
#include "util_lib/error.h"
#include "util_lib/file.h"
#include "kexec/load/segments.h"
#include "kexec/image/uki.h"

/*
 * Above what a kernel, its initrd and its early allocations take on a usual
 * machine, and below where boot loaders put an initrd.
 */
#define BAKE_DEFAULT_ADDRESS 0x10000000ull

/*
 * nr_cpus=1: a capture kernel that starts on another CPU than the boot CPU and
 * then starts the rest would reset the machine (admin-guide/kdump/kdump.rst).
 * nokaslr: the image has no room for the kernel to move in.
 */
#define BAKE_DEFAULT_COMMAND_LINE "nr_cpus=1 nokaslr reset_devices panic=1"

enum bake_format {
	BAKE_ELF,
	BAKE_IMAGE,
	BAKE_CPIO,
	BAKE_FORMATS
};

/* What --bake-format calls them. */
extern const char *const bake_format_names[BAKE_FORMATS];

struct arch_request;

/**
 * struct bake_request - what to bake
 * @kernel: file name of the capture kernel
 * @initrds: file names, in order
 * @initrd_count: of @initrds
 * @command_line: of the capture kernel; NULL: the kernel file's own, or else
 *		  BAKE_DEFAULT_COMMAND_LINE
 * @address: load_addr
 * @region_size: 0: as much as is needed
 * @relocatable: with fix-ups
 * @efi: the capture kernel is to have EFI
 * @format: of the output
 * @output: its file name
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
 * struct baked_kernel - the capture kernel, as read
 * @type: of its file, for messages
 * @file: what @image points into
 * @image: the kernel
 * @inside: what else was in its file
 */
struct baked_kernel {
	const char *type;
	struct blob file;
	struct bzimage image;
	struct uki inside;
};

/**
 * bake_read_kernel() - read the capture kernel from whichever file it's in
 * @kernel: to be filled; given back by bake_free_kernel()
 * @name: of the file
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_read_kernel(struct baked_kernel *kernel, const char *name, struct error *error);

/* Gives back its memory. */
void bake_free_kernel(struct baked_kernel *kernel);

/**
 * struct bake_result - what was baked, for a report
 * @header: of the image
 * @kernel_type: what file the kernel came in
 * @command_line: that it's given
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
 * @request: what and where
 * @report: called once all is written and before the output
 *          gets its name; if it returns -1 there's no output
 * @error: filled on failure; then nothing was written
 *
 * Return: 0 or -1.
 */
int bake(const struct bake_request *request, bake_report *report, struct error *error);

/**
 * bake_check_request() - can this be baked, whatever the kernel?
 * @request: as the user put it
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int bake_check_request(const struct bake_request *request, struct error *error);

/**
 * bake_check_kernel() - can this kernel run where it's to be baked for?
 * @request: checked
 * @kernel: parsed
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int bake_check_kernel(const struct bake_request *request, const struct bzimage *kernel,
		      struct error *error);

/**
 * bake_alignment() - what a relocatable image's places are multiples of
 * @kernel: parsed
 *
 * Return: a power of two.
 */
uint64_t bake_alignment(const struct bzimage *kernel);

/**
 * bake_list_fixups() - all that holds an absolute address
 * @header: with the page tables, boot_params and initrd described
 * @fixups: room for KEXEC_BAKE_FIXUPS_MAX offsets
 *
 * Return: their number.
 */
size_t bake_list_fixups(const struct kexec_bake_header *header, uint64_t *fixups);

/**
 * struct baked_image - an image that isn't in one piece
 * @header: its header, valid or about to be found so
 * @parts: in the order in which they lie; between their contents there are zeros
 * @count: of @parts
 */
struct baked_image {
	const struct kexec_bake_header *header;
	const struct segment *parts;
	size_t count;
};

/* Is given some bytes of an image, which stay where they are.  0, or -1 to end it. */
typedef int bake_sink(void *context, const void *data, size_t size);

/**
 * bake_feed() - go through an image from its lowest byte on
 * @image: whose bytes
 * @range: which of them
 * @sink: is given them piece by piece
 * @context: for @sink
 *
 * Return: 0, or -1 if @sink did.
 */
int bake_feed(const struct baked_image *image, struct kexec_bake_extent range, bake_sink *sink,
	      void *context);

/**
 * bake_write_image() - write an image as it is
 * @output: its end is where it's put
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_write_image(struct output *output, const struct baked_image *image, struct error *error);

/**
 * bake_write_object() - write an image as an ELF relocatable
 * @output: an empty file
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_write_object(struct output *output, const struct baked_image *image, struct error *error);

/**
 * bake_write_cpio() - write an image as an archive's one member
 * @output: an empty file
 * @image: with a valid header
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_write_cpio(struct output *output, const struct baked_image *image, struct error *error);

/**
 * bake_digests() - compute what the header's digests should be
 * @image: with a valid header
 * @head_digest: 32 bytes
 * @digest: 32 bytes
 */
void bake_digests(const struct baked_image *image, uint8_t *head_digest, uint8_t *digest);

/**
 * struct found_image - an image in some file
 * @image: its first byte, in @file or in @unpacked
 * @container: what the file is, in words
 * @header: a copy of its header
 * @file: as read
 * @unpacked: as unpacked, if it was packed
 */
struct found_image {
	const uint8_t *image;
	const char *container;
	struct kexec_bake_header header;
	struct blob file;
	struct blob unpacked;
};

/**
 * bake_find() - find the image in an object, an image, an archive, a vmlinux
 *		 or a bzImage
 * @found: to be filled; given back by found_image_close()
 * @path: file name
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_find(struct found_image *found, const char *path, struct error *error);

/**
 * found_image_close() - give back its memory
 * @found: as filled by bake_find()
 */
void found_image_close(struct found_image *found);

/* Where the kernel side says what it did. */
#define BAKE_RUNNING "/sys/kernel/kexec_bake"

/**
 * bake_info() - print an image's header and its memory map
 * @path: file name; of a directory: as bake_running_info()
 * @json: for a program, not for a person
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_info(const char *path, bool json, struct error *error);

/**
 * bake_running_info() - print what a running kernel did with its image
 * @path: BAKE_RUNNING, or a directory like it
 * @json: for a program, not for a person
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int bake_running_info(const char *path, bool json, struct error *error);

/**
 * bake_check_command_line() - check that it ends, and has room for what is added
 * @found: the image
 * @path: its file's name
 * @error: filled if not
 *
 * Return: 0 or -1.
 */
int bake_check_command_line(const struct found_image *found, const char *path, struct error *error);

/**
 * bake_verify() - check all that can be checked about an image
 * @path: file name
 * @error: filled with the first thing that is wrong
 *
 * Return: 0 or -1.
 */
int bake_verify(const char *path, struct error *error);

#endif
