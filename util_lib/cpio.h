/* SPDX-License-Identifier: GPL-2.0-only */
/* cpio archives (newc): driver-api/early-userspace/buffer-format.rst. */
#ifndef UTIL_LIB_CPIO_H
#define UTIL_LIB_CPIO_H

#include "file.h"

/* File types and permissions, as in st_mode. */
#define CPIO_TYPE      0170000u
#define CPIO_DIRECTORY 040000u
#define CPIO_FILE      0100000u
#define CPIO_CHARACTER 020000u

/* What the kernel unpacks of a name, with its final 0. */
#define CPIO_NAME_MAX 4096u
/* What a header and such a name take. */
#define CPIO_HEAD_MAX (112 + CPIO_NAME_MAX)

/* Headers and contents begin at multiples of this. */
#define CPIO_ALIGN 4u

#define CPIO_TRAILER "TRAILER!!!"

/**
 * struct cpio_member - a member of an archive
 * @inode: its number
 * @mode: type and permissions
 * @device: for CPIO_CHARACTER: major * 256 + minor
 * @name: without a leading /
 * @name_size: without the final 0
 * @content: for CPIO_FILE
 * @size: of @content
 */
struct cpio_member {
	uint32_t inode;
	uint32_t mode;
	uint32_t device;
	const char *name;
	size_t name_size;
	const uint8_t *content;
	uint64_t size;
};

/**
 * cpio_parse() - look at a member
 * @member: to be filled; points into @data
 * @data: what might be one, at a multiple of 4 bytes of its archive
 * @size: bytes that may be read there
 *
 * What is cut short has less content than its header says.
 *
 * Return: bytes that it takes with all its padding, at most @size; 0 if it's no
 * member.
 */
size_t cpio_parse(struct cpio_member *member, const uint8_t *data, size_t size);

/**
 * cpio_head() - write what comes before a member's content
 * @head: CPIO_HEAD_MAX bytes
 * @member: with a name of less than CPIO_NAME_MAX, and content of up to 4 GiB
 *
 * Return: its size, a multiple of 4.
 */
size_t cpio_head(uint8_t *head, const struct cpio_member *member);

/**
 * cpio_padding() - how many zeros come behind content
 * @size: of the content
 *
 * Return: 0 to 3
 */
size_t cpio_padding(uint64_t size);

/**
 * struct cpio - an archive in the making
 * @archive: so far; not zeroed by anyone but the caller, before the first use
 * @room: bytes that @archive has memory for
 * @members: their number
 */
struct cpio {
	struct blob archive;
	size_t room;
	unsigned int members;
};

/**
 * cpio_add() - add a member
 * @cpio: zeros at first
 * @path: without a leading /; directories above it are added where they aren't there yet
 * @mode: type and permissions
 * @device: for CPIO_CHARACTER: major * 256 + minor
 * @content: for CPIO_FILE; else NULL
 * @error: filled on failure
 *
 * Fails where @path is there already, or would lie below a file.  Return: 0 or -1.
 */
int cpio_add(struct cpio *cpio, const char *path, unsigned int mode, unsigned int device,
	     const struct blob *content, struct error *error);

/**
 * cpio_end() - add the trailer
 * @cpio: whole afterwards
 * @error: filled on failure
 *
 * Return: 0 or -1.
 */
int cpio_end(struct cpio *cpio, struct error *error);

/**
 * cpio_free() - give back the memory
 * @cpio: empty afterwards
 */
void cpio_free(struct cpio *cpio);

#endif
