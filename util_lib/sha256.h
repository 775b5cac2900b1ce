/* SPDX-License-Identifier: GPL-2.0-only */
/* SHA-256 (FIPS 180-4), for the host programs and for the purgatory, which has no C library. */
#ifndef UTIL_LIB_SHA256_H
#define UTIL_LIB_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_DIGEST_SIZE 32
#define SHA256_BLOCK_SIZE  64

/**
 * struct sha256 - the state of a digest that is being computed
 * @state: intermediate hash value H (FIPS 180-4, section 6.2)
 * @length: number of bytes of the message so far
 * @block: the last @length % SHA256_BLOCK_SIZE bytes of the message, not yet hashed
 */
struct sha256 {
	uint32_t state[8];
	uint64_t length;
	uint8_t block[SHA256_BLOCK_SIZE];
};

/**
 * sha256_start() - start a digest
 * @sha: state; overwritten
 */
void sha256_start(struct sha256 *sha);

/**
 * sha256_add() - add bytes to the message
 * @sha: state of a started digest
 * @data: the bytes, at any alignment
 * @size: number of bytes; may be 0
 */
void sha256_add(struct sha256 *sha, const void *data, size_t size);

/**
 * sha256_end() - finish a digest
 * @sha: state of a started digest; must be started anew before it is used again
 * @digest: filled with SHA256_DIGEST_SIZE bytes
 */
void sha256_end(struct sha256 *sha, uint8_t *digest);

#endif
