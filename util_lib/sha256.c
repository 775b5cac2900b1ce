// SPDX-License-Identifier: GPL-2.0-only
/* SHA-256.  The section numbers are those of FIPS 180-4. */
#include "sha256.h"

#include <string.h>

/* Section 4.2.2. */
static const uint32_t round_constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
	0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
	0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
	0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
	0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
	0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
	0xc67178f2,
};

/* Section 5.3.3. */
static const uint32_t initial_state[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static inline uint32_t rotate_right(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

static uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void store_be32(uint8_t *p, uint32_t x)
{
	p[0] = x >> 24;
	p[1] = x >> 16;
	p[2] = x >> 8;
	p[3] = x;
}

/* Section 4.1.2. */
#define CH(x, y, z)  ((z) ^ ((x) & ((y) ^ (z))))
#define MAJ(x, y, z) (((x) & (y)) | ((z) & ((x) | (y))))
#define SUM0(x)      (rotate_right(x, 2) ^ rotate_right(x, 13) ^ rotate_right(x, 22))
#define SUM1(x)      (rotate_right(x, 6) ^ rotate_right(x, 11) ^ rotate_right(x, 25))
#define SIGMA0(x)    (rotate_right(x, 7) ^ rotate_right(x, 18) ^ (x) >> 3)
#define SIGMA1(x)    (rotate_right(x, 17) ^ rotate_right(x, 19) ^ (x) >> 10)

/* Section 6.2.2, step 1. */
static void expand_block(uint32_t w[64], const uint8_t *block)
{
	int t;

	for (t = 0; t < 16; t++)
		w[t] = load_be32(block + 4 * t);
	for (; t < 64; t++)
		w[t] = SIGMA1(w[t - 2]) + w[t - 7] + SIGMA0(w[t - 15]) + w[t - 16];
}

/*
 * Section 6.2.2, step 3.  The standard copies each working variable to the next one; the caller
 * passes the variables in another order instead, so that none has to be copied.
 */
#define ROUND(a, b, c, d, e, f, g, h, t)                                                           \
	do {                                                                                       \
		uint32_t t1 = (h) + SUM1(e) + CH(e, f, g) + round_constants[t] + w[t];             \
		(d) += t1;                                                                         \
		(h) = t1 + SUM0(a) + MAJ(a, b, c);                                                 \
	} while (0)

/* Section 6.2.2, steps 2 to 4. */
static void hash_block(uint32_t state[8], const uint8_t *block)
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t w[64];
	int t;

	expand_block(w, block);
	for (t = 0; t < 64; t += 8) {
		ROUND(a, b, c, d, e, f, g, h, t);
		ROUND(h, a, b, c, d, e, f, g, t + 1);
		ROUND(g, h, a, b, c, d, e, f, t + 2);
		ROUND(f, g, h, a, b, c, d, e, t + 3);
		ROUND(e, f, g, h, a, b, c, d, t + 4);
		ROUND(d, e, f, g, h, a, b, c, t + 5);
		ROUND(c, d, e, f, g, h, a, b, t + 6);
		ROUND(b, c, d, e, f, g, h, a, t + 7);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void sha256_start(struct sha256 *sha)
{
	memcpy(sha->state, initial_state, sizeof(sha->state));
	sha->length = 0;
}

void sha256_add(struct sha256 *sha, const void *data, size_t size)
{
	size_t held = sha->length % SHA256_BLOCK_SIZE;
	const uint8_t *p = data;
	size_t n;

	sha->length += size;
	if (held) {
		n = SHA256_BLOCK_SIZE - held;
		if (n > size)
			n = size;
		memcpy(sha->block + held, p, n);
		p += n;
		size -= n;
		if (held + n < SHA256_BLOCK_SIZE)
			return;
		hash_block(sha->state, sha->block);
	}
	for (; size >= SHA256_BLOCK_SIZE; size -= SHA256_BLOCK_SIZE) {
		hash_block(sha->state, p);
		p += SHA256_BLOCK_SIZE;
	}
	if (size)
		memcpy(sha->block, p, size);
}

void sha256_end(struct sha256 *sha, uint8_t *digest)
{
	static const uint8_t padding[SHA256_BLOCK_SIZE] = { 0x80 };
	size_t held = sha->length % SHA256_BLOCK_SIZE;
	uint64_t bits = sha->length * 8;
	uint8_t length[8];
	int i;

	/* Section 5.1.1: a one, zeros, and the length fill the last block. */
	store_be32(length, bits >> 32);
	store_be32(length + 4, bits);
	sha256_add(sha, padding, held < 56 ? 56 - held : 120 - held);
	sha256_add(sha, length, sizeof(length));
	for (i = 0; i < 8; i++)
		store_be32(digest + 4 * i, sha->state[i]);
}
