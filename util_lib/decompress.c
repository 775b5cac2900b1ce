// SPDX-License-Identifier: GPL-2.0-only
#include "decompress.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "align.h"
#include "little_endian.h"

/*
 * The initial size of the output buffer in bytes, enough for most kernels.  The fuzzers start with
 * less, which is faster and makes the output grow.
 */
#ifndef FIRST_GUESS
#define FIRST_GUESS (16u << 20)
#endif

/**
 * struct decompression - a file that is being decompressed
 * @data: the compressed bytes that are left
 * @size: length of @data
 * @out: the decompressed bytes so far
 * @capacity: number of bytes that @out has memory for
 */
struct decompression {
	const uint8_t *data;
	size_t size;
	struct blob *out;
	size_t capacity;
};

/* Makes space for more output, if there is none. */
static int grow_output(struct decompression *d)
{
	size_t wanted = d->capacity ? d->capacity * 2 : FIRST_GUESS;
	uint8_t *data;

	if (d->out->size < d->capacity)
		return 0;
	if (wanted > DECOMPRESS_MAX)
		return -1;
	data = realloc(d->out->data, wanted);
	if (!data)
		return -1;
	d->out->data = data;
	d->capacity = wanted;
	return 0;
}

static void skip_input(struct decompression *d, size_t size)
{
	d->data += size;
	d->size -= size;
}

/* --- streams ------------------------------------------------------------------ */

enum stream_status {
	STREAM_CONTINUES,
	STREAM_ENDED,
	STREAM_DAMAGED
};

union stream_state {
	z_stream zlib;
#ifdef HAVE_LIBLZMA
	lzma_stream lzma;
#endif
#ifdef HAVE_LIBZSTD
	ZSTD_DStream *zstd;
#endif
};

/**
 * struct stream_ops - a library's decoder of one compressed stream
 * @begin: function that allocates the state; returns 0, or -1 if memory is exhausted
 * @decode: function that decodes until the input or the space for output is used up
 * @end: function that frees the state
 */
struct stream_ops {
	int (*begin)(union stream_state *state);
	enum stream_status (*decode)(union stream_state *state, struct decompression *d);
	void (*end)(union stream_state *state);
};

/* 16 + MAX_WBITS selects the gzip format (zlib.h, inflateInit2()). */
static int begin_gzip(union stream_state *state)
{
	state->zlib = (z_stream){ 0 };
	return inflateInit2(&state->zlib, 16 + MAX_WBITS) == Z_OK ? 0 : -1;
}

static enum stream_status decode_gzip(union stream_state *state, struct decompression *d)
{
	z_stream *z = &state->zlib;
	uInt size = d->size < UINT_MAX ? d->size : UINT_MAX;
	int status;

	z->next_in = (uint8_t *)d->data;
	z->avail_in = size;
	z->next_out = d->out->data + d->out->size;
	z->avail_out = d->capacity - d->out->size;
	status = inflate(z, Z_NO_FLUSH);
	skip_input(d, size - z->avail_in);
	d->out->size = d->capacity - z->avail_out;
	if (status == Z_STREAM_END)
		return STREAM_ENDED;
	return status == Z_OK ? STREAM_CONTINUES : STREAM_DAMAGED;
}

static void end_gzip(union stream_state *state)
{
	inflateEnd(&state->zlib);
}

static const struct stream_ops gzip_ops = { begin_gzip, decode_gzip, end_gzip };

#ifdef HAVE_LIBLZMA
/* Both formats: .xz, and the older .lzma. */
static int begin_xz(union stream_state *state)
{
	state->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return lzma_auto_decoder(&state->lzma, UINT64_MAX, 0) == LZMA_OK ? 0 : -1;
}

static enum stream_status decode_xz(union stream_state *state, struct decompression *d)
{
	lzma_stream *s = &state->lzma;
	lzma_ret status;

	s->next_in = d->data;
	s->avail_in = d->size;
	s->next_out = d->out->data + d->out->size;
	s->avail_out = d->capacity - d->out->size;
	status = lzma_code(s, LZMA_FINISH);
	skip_input(d, d->size - s->avail_in);
	d->out->size = d->capacity - s->avail_out;
	if (status == LZMA_STREAM_END)
		return STREAM_ENDED;
	return status == LZMA_OK ? STREAM_CONTINUES : STREAM_DAMAGED;
}

static void end_xz(union stream_state *state)
{
	lzma_end(&state->lzma);
}

static const struct stream_ops xz_ops = { begin_xz, decode_xz, end_xz };
#define XZ_OPS (&xz_ops)
#else
#define XZ_OPS NULL
#endif

#ifdef HAVE_LIBZSTD
static int begin_zstd(union stream_state *state)
{
	state->zstd = ZSTD_createDStream();
	return state->zstd ? 0 : -1;
}

static enum stream_status decode_zstd(union stream_state *state, struct decompression *d)
{
	ZSTD_inBuffer in = { d->data, d->size, 0 };
	ZSTD_outBuffer out = { d->out->data, d->capacity, d->out->size };
	size_t status = ZSTD_decompressStream(state->zstd, &out, &in);

	skip_input(d, in.pos);
	d->out->size = out.pos;
	if (!status)
		return STREAM_ENDED;
	/* All input is taken and output space is left, but the frame has not ended. */
	if (ZSTD_isError(status) || (!d->size && out.pos < out.size))
		return STREAM_DAMAGED;
	return STREAM_CONTINUES;
}

static void end_zstd(union stream_state *state)
{
	ZSTD_freeDStream(state->zstd);
}

static const struct stream_ops zstd_ops = { begin_zstd, decode_zstd, end_zstd };
#define ZSTD_OPS (&zstd_ops)
#else
#define ZSTD_OPS NULL
#endif

static const char *too_large = "its decompressed data exceeds memory or 2 GiB";

/* Decompresses one stream.  Return: NULL, or a description of the fault. */
static const char *decode_stream(struct decompression *d, const struct stream_ops *ops)
{
	enum stream_status status = STREAM_CONTINUES;
	union stream_state state;
	const char *why = NULL;

	if (ops->begin(&state))
		return too_large;
	while (!why && status != STREAM_ENDED) {
		if (grow_output(d)) {
			why = too_large;
			break;
		}
		status = ops->decode(&state, d);
		if (status == STREAM_DAMAGED)
			why = "its compressed data is damaged or cut short";
	}
	ops->end(&state);
	return why;
}

/* --- formats ------------------------------------------------------------------ */

/*
 * The .lzma format has no magic number.  Its header is a byte of properties, the size of the
 * dictionary, and the decompressed size or UINT64_MAX.  The sizes are checked as liblzma's
 * lzma_alone_decoder() checks them.
 */
static bool is_lzma_header(const uint8_t *data, size_t size)
{
	uint32_t dictionary;
	uint64_t decompressed;

	if (size < 13)
		return false;
	dictionary = get32(data + 1);
	decompressed = get64(data + 5);
	/* 2^n or 2^n + 2^(n-1) */
	while (dictionary && !(dictionary & 1))
		dictionary >>= 1;
	return (dictionary == 1 || dictionary == 3) &&
	       (decompressed == UINT64_MAX || decompressed < 1ull << 38);
}

/**
 * struct compression - a compressed format
 * @name: name of the format
 * @library: name of the library that decodes it
 * @magic: the first bytes of a file
 * @magic_size: length of @magic in bytes
 * @ops: the library's decoder, or NULL if it is not built in
 * @has_header: function that checks the whole header of a format without a magic number; or NULL
 */
static const struct compression {
	const char *name;
	const char *library;
	const char *magic;
	size_t magic_size;
	const struct stream_ops *ops;
	bool (*has_header)(const uint8_t *data, size_t size);
} compressions[] = {
	{ "gzip", "zlib", "\x1f\x8b\x08", 3, &gzip_ops, NULL },
	{ "xz", "liblzma",
	  "\xfd"
	  "7zXZ\0",
	  6, XZ_OPS, NULL },
	{ "lzma", "liblzma", "\x5d\0\0", 3, XZ_OPS, is_lzma_header },
	{ "zstd", "libzstd", "\x28\xb5\x2f\xfd", 4, ZSTD_OPS, NULL },
};

static const struct compression *find_compression(const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(compressions); i++)
		if (size >= compressions[i].magic_size &&
		    !memcmp(data, compressions[i].magic, compressions[i].magic_size) &&
		    (!compressions[i].has_header || compressions[i].has_header(data, size)))
			return &compressions[i];
	return NULL;
}

const char *compression_name(const uint8_t *data, size_t size)
{
	const struct compression *compression = find_compression(data, size);

	return compression ? compression->name : NULL;
}

bool is_compressed(const uint8_t *data, size_t size)
{
	return find_compression(data, size) != NULL;
}

/* Skips padding with zeros, as on a tape, and zstd's skippable frames (RFC 8878, 3.1.2). */
static void skip_padding(struct decompression *d)
{
	uint64_t size;

	while (d->size && !*d->data)
		skip_input(d, 1);
	while (d->size >= 8 && (get32(d->data) & ~15u) == 0x184d2a50) {
		size = 8 + (uint64_t)get32(d->data + 4);
		if (size > d->size)
			return;
		skip_input(d, size);
	}
}

/* Linux's build appends the decompressed size (scripts/Makefile.lib, size_append). */
static bool is_appended_size(const struct decompression *d)
{
	return d->size == 4 && get32(d->data) == (uint32_t)d->out->size;
}

/*
 * Decompresses all streams, as cat(1) may have joined several.  Return: NULL, or a description of
 * the fault.
 */
static const char *decode_all_streams(struct decompression *d,
				      const struct compression *compression)
{
	const char *why;

	do {
		why = decode_stream(d, compression->ops);
		if (why)
			return why;
		if (is_appended_size(d))
			return NULL;
		skip_padding(d);
	} while (find_compression(d->data, d->size) == compression);
	return d->size ? "other data follows its compressed data" : NULL;
}

int decompress(const char *name, const uint8_t *data, size_t size, struct blob *result,
	       struct error *error)
{
	const struct compression *compression = find_compression(data, size);
	struct decompression d = { .data = data, .size = size, .out = result };
	const char *why;

	*result = (struct blob){ 0 };
	if (!compression)
		return fail(
			error,
			"%s: is not compressed in a known format (gzip, xz, lzma or zstd was expected)",
			name);
	if (!compression->ops)
		return fail(error,
			    "%s: is compressed with %s, and this program was built without %s",
			    name, compression->name, compression->library);
	why = decode_all_streams(&d, compression);
	if (!why)
		return 0;
	blob_free(result);
	return fail(error, "%s: cannot be decompressed as %s: %s", name, compression->name, why);
}

int file_read_unpacked(const char *path, struct blob *blob, struct error *error)
{
	struct blob compressed;
	int result;

	if (file_read(path, blob, error))
		return -1;
	if (!is_compressed(blob->data, blob->size))
		return 0;
	compressed = *blob;
	result = decompress(path, compressed.data, compressed.size, blob, error);
	blob_free(&compressed);
	if (result || blob->size)
		return result;
	blob_free(blob);
	return fail(error, "%s: its decompressed data is empty", path);
}
