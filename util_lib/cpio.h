/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cpio archives in the "newc" format, of which an initramfs consists (Linux,
 * Documentation/driver-api/early-userspace/buffer-format.rst).
 */
#ifndef UTIL_LIB_CPIO_H
#define UTIL_LIB_CPIO_H

#include "file.h"

/* File types and their mask, as in st_mode (inode(7)). */
#define CPIO_TYPE      0170000u
#define CPIO_DIRECTORY 040000u
#define CPIO_FILE      0100000u
#define CPIO_CHARACTER 020000u

/* The longest name that Linux unpacks, in bytes with its terminating 0 (PATH_MAX). */
#define CPIO_NAME_MAX 4096u
/* The largest size of a header with such a name and its padding, in bytes. */
#define CPIO_HEAD_MAX (112 + CPIO_NAME_MAX)

/* Headers and contents are aligned to this number of bytes. */
#define CPIO_ALIGN 4u

/* The name of the member that ends an archive. */
#define CPIO_TRAILER "TRAILER!!!"

/**
 * struct cpio_member - a member of an archive
 * @inode: inode number
 * @mode: file type and permissions, as in st_mode
 * @device: for CPIO_CHARACTER: major number * 256 + minor number
 * @name: name without a leading "/"
 * @name_size: length of @name in bytes, without its terminating 0
 * @content: content of a CPIO_FILE
 * @size: size of @content in bytes
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
 * cpio_parse() - parse a member
 * @member: filled on success; points into @data
 * @data: start of the member, at an offset in the archive that is a multiple of CPIO_ALIGN
 * @size: number of bytes from @data to the end of the archive
 *
 * If the archive is truncated, @member's size is that of the content that is present.
 *
 * Return: the size of the member with its padding, at most @size; or 0 if @data does not begin with
 * a member.
 */
size_t cpio_parse(struct cpio_member *member, const uint8_t *data, size_t size);

/**
 * cpio_head() - write the header and the name of a member
 * @head: filled; CPIO_HEAD_MAX bytes
 * @member: a member with a name shorter than CPIO_NAME_MAX and a content of less than 4 GiB
 *
 * Return: the number of bytes written, a multiple of CPIO_ALIGN.
 */
size_t cpio_head(uint8_t *head, const struct cpio_member *member);

/**
 * cpio_padding() - compute the number of zeros that follow the content of a member
 * @size: size of the content in bytes
 *
 * Return: 0 to 3.
 */
size_t cpio_padding(uint64_t size);

/**
 * struct cpio - an archive that is being built
 * @archive: the archive so far
 * @capacity: number of bytes that @archive has memory for
 * @members: number of members
 *
 * A zeroed struct cpio is an empty archive.
 */
struct cpio {
	struct blob archive;
	size_t capacity;
	unsigned int members;
};

/**
 * cpio_add() - add a member, and the directories that lead to it
 * @cpio: the archive
 * @path: name without a leading "/"
 * @mode: file type and permissions, as in st_mode
 * @device: for CPIO_CHARACTER: major number * 256 + minor number
 * @content: for CPIO_FILE: the content; else NULL
 * @error: filled on failure; a second member of that name, or one below a file, is a failure
 *
 * Return: 0, or -1 with @error filled.
 */
int cpio_add(struct cpio *cpio, const char *path, unsigned int mode, unsigned int device,
	     const struct blob *content, struct error *error);

/**
 * cpio_end() - add the trailer
 * @cpio: the archive; complete afterwards
 * @error: filled on failure
 *
 * Return: 0, or -1 with @error filled.
 */
int cpio_end(struct cpio *cpio, struct error *error);

/**
 * cpio_free() - free the archive
 * @cpio: empty afterwards
 */
void cpio_free(struct cpio *cpio);

#endif
