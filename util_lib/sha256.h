/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SHA-256 (FIPS 180-4) for the host programs and for the purgatory, which has
 * no libc to lean on.
 */
#ifndef UTIL_LIB_SHA256_H
#define UTIL_LIB_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_DIGEST_SIZE 32
#define SHA256_BLOCK_SIZE  64

/**
 * struct sha256 - a digest in the making
 * @state: H, FIPS 180-4 section 5.3.3
 * @length: bytes taken so far
 * @block: the last of them, as yet too few for a block
 */
struct sha256 {
	uint32_t state[8];
	uint64_t length;
	uint8_t block[SHA256_BLOCK_SIZE];
};

/**
 * sha256_start() - begin a digest
 * @sha: to be overwritten
 */
void sha256_start(struct sha256 *sha);

/**
 * sha256_add() - take more of the message
 * @sha: begun by sha256_start()
 * @data: any alignment
 * @size: in bytes, any
 */
void sha256_add(struct sha256 *sha, const void *data, size_t size);

/**
 * sha256_end() - say the digest
 * @sha: spent afterwards
 * @digest: SHA256_DIGEST_SIZE bytes
 */
void sha256_end(struct sha256 *sha, uint8_t *digest);

#endif
