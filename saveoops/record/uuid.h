/* SPDX-License-Identifier: GPL-2.0-only */
/* UUIDs as RFC 4122 writes them. */
#ifndef SAVEOOPS_RECORD_UUID_H
#define SAVEOOPS_RECORD_UUID_H

#include <stdbool.h>
#include <stdint.h>

#define UUID_SIZE      16
#define UUID_TEXT_SIZE 37

/**
 * uuid_to_text() - write it down
 * @uuid: UUID_SIZE bytes
 * @text: UUID_TEXT_SIZE bytes, to be filled
 *
 * Return: @text
 */
char *uuid_to_text(const uint8_t *uuid, char *text);

/**
 * uuid_from_text() - read it
 * @text: with its four hyphens, in capitals or not
 * @uuid: UUID_SIZE bytes, to be filled
 *
 * Return: whether it is one.
 */
bool uuid_from_text(const char *text, uint8_t *uuid);

#endif
