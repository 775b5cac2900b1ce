/* SPDX-License-Identifier: GPL-2.0-only */
/* The text form of UUIDs: RFC 4122, section 3. */
#ifndef SAVEOOPS_RECORD_UUID_H
#define SAVEOOPS_RECORD_UUID_H

#include <stdint.h>

#define UUID_SIZE      16
#define UUID_TEXT_SIZE 37

/**
 * uuid_to_text() - format a UUID
 * @uuid: UUID_SIZE bytes
 * @text: UUID_TEXT_SIZE bytes to be filled
 *
 * Return: @text.
 */
char *uuid_to_text(const uint8_t *uuid, char *text);

/**
 * uuid_from_text() - parse a UUID
 * @text: 32 hexadecimal digits of either case, with four hyphens
 * @uuid: UUID_SIZE bytes to be filled
 *
 * Return: 0, or -1 if @text is not a UUID.
 */
int uuid_from_text(const char *text, uint8_t *uuid);

#endif
