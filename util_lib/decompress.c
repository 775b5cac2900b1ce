// SPDX-License-Identifier: GPL-2.0-only
#include "decompress.h"

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

/* Room for a kernel; the fuzzers take less, to be quick and to grow it. */
#ifndef FIRST_GUESS
#define FIRST_GUESS (16u << 20)
#endif

/* What goes in, and what came out so far. */
struct packed {
	const uint8_t *data;
	size_t size;
	struct blob *out;
	size_t room;
};

/* Makes room for more output, if there is none. */
static int grow(struct packed *packed)
{
	size_t wanted = packed->room ? packed->room * 2 : FIRST_GUESS;
	uint8_t *data;

	if (packed->out->size < packed->room)
		return 0;
	if (wanted > DECOMPRESS_MAX)
		return -1;
	data = realloc(packed->out->data, wanted);
	if (!data)
		return -1;
	packed->out->data = data;
	packed->room = wanted;
	return 0;
}

static void take(struct packed *packed, size_t size)
{
	packed->data += size;
	packed->size -= size;
}

static const char *too_large = "it unpacks to more than memory or 2 GiB hold";
static const char *damaged = "its packed data is damaged or cut short";

/* Each takes one stream and returns NULL, or what is wrong. */

static const char *unpack_gzip(struct packed *packed)
{
	z_stream z = { .next_in = (uint8_t *)packed->data, .avail_in = packed->size };
	struct blob *out = packed->out;
	const char *why = NULL;
	int status = Z_OK;

	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return too_large;
	while (!why && status != Z_STREAM_END) {
		if (grow(packed)) {
			why = too_large;
			break;
		}
		z.next_out = out->data + out->size;
		z.avail_out = packed->room - out->size;
		status = inflate(&z, Z_NO_FLUSH);
		out->size = packed->room - z.avail_out;
		if (status != Z_OK && status != Z_STREAM_END)
			why = damaged;
	}
	take(packed, packed->size - z.avail_in);
	inflateEnd(&z);
	return why;
}

#ifdef HAVE_LIBLZMA
/* xz's own format, or the one of before it. */
static const char *unpack_xz(struct packed *packed)
{
	lzma_stream s = LZMA_STREAM_INIT;
	struct blob *out = packed->out;
	const char *why = NULL;
	lzma_ret status = LZMA_OK;

	if (lzma_auto_decoder(&s, UINT64_MAX, 0) != LZMA_OK)
		return too_large;
	s.next_in = packed->data;
	s.avail_in = packed->size;
	while (!why && status != LZMA_STREAM_END) {
		if (grow(packed)) {
			why = too_large;
			break;
		}
		s.next_out = out->data + out->size;
		s.avail_out = packed->room - out->size;
		status = lzma_code(&s, LZMA_FINISH);
		out->size = packed->room - s.avail_out;
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			why = damaged;
	}
	take(packed, packed->size - s.avail_in);
	lzma_end(&s);
	return why;
}
#else
#define unpack_xz NULL
#endif

#ifdef HAVE_LIBZSTD
static const char *unpack_zstd(struct packed *packed)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = { packed->data, packed->size, 0 };
	struct blob *out = packed->out;
	const char *why = NULL;
	size_t status = 1;

	if (!z)
		return too_large;
	while (!why && status) {
		if (grow(packed)) {
			why = too_large;
			break;
		}
		ZSTD_outBuffer o = { out->data, packed->room, out->size };

		status = ZSTD_decompressStream(z, &o, &in);
		/* All taken, room left, and still not at the end. */
		if (ZSTD_isError(status) || (status && in.pos == in.size && o.pos < o.size))
			why = damaged;
		out->size = o.pos;
	}
	take(packed, in.pos);
	ZSTD_freeDStream(z);
	return why;
}
#else
#define unpack_zstd NULL
#endif

/*
 * It has no magic of its own, but a byte of properties, the dictionary's size and
 * its content's, which need not be known: as liblzma's lzma_alone_decoder() judges it.
 */
static bool is_lzma(const uint8_t *data, size_t size)
{
	uint32_t dictionary;
	uint64_t unpacked;

	if (size < 13)
		return false;
	dictionary = get32(data + 1);
	unpacked = get64(data + 5);
	/* 2^n or 2^n + 2^(n-1) */
	while (dictionary && !(dictionary & 1))
		dictionary >>= 1;
	return (dictionary == 1 || dictionary == 3) &&
	       (unpacked == UINT64_MAX || unpacked < 1ull << 38);
}

static const struct format {
	const char *name;
	const char *library;
	const char *magic;
	size_t magic_size;
	const char *(*unpack)(struct packed *packed);
	bool (*looks)(const uint8_t *data, size_t size);
} formats[] = {
	{ "gzip", "zlib", "\x1f\x8b\x08", 3, unpack_gzip, NULL },
	{ "xz", "liblzma",
	  "\xfd"
	  "7zXZ\0",
	  6, unpack_xz, NULL },
	{ "lzma", "liblzma", "\x5d\0\0", 3, unpack_xz, is_lzma },
	{ "zstd", "libzstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd, NULL },
};

static const struct format *recognise(const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++)
		if (size >= formats[i].magic_size &&
		    !memcmp(data, formats[i].magic, formats[i].magic_size) &&
		    (!formats[i].looks || formats[i].looks(data, size)))
			return &formats[i];
	return NULL;
}

const char *is_compressed(const uint8_t *data, size_t size)
{
	const struct format *format = recognise(data, size);

	return format ? format->name : NULL;
}

/* Zeros, as on a tape, and zstd's skippable frames: RFC 8878, 3.1.2. */
static void skip_padding(struct packed *packed)
{
	uint64_t size;

	while (packed->size && !*packed->data)
		take(packed, 1);
	while (packed->size >= 8 && (get32(packed->data) & ~15u) == 0x184d2a50) {
		size = 8 + (uint64_t)get32(packed->data + 4);
		if (size > packed->size)
			return;
		take(packed, size);
	}
}

/* scripts/Makefile.lib: size_append. */
static bool is_size(const struct packed *packed)
{
	return packed->size == 4 && get32(packed->data) == (uint32_t)packed->out->size;
}

/* One stream behind another, as cat(1) makes it, is one file. */
static const char *unpack_all(struct packed *packed, const struct format *format)
{
	const char *why;

	do {
		why = format->unpack(packed);
		if (why)
			return why;
		if (is_size(packed))
			return NULL;
		skip_padding(packed);
	} while (recognise(packed->data, packed->size) == format);
	return packed->size ? "behind its packed data is something else" : NULL;
}

int decompress(const char *name, const uint8_t *data, size_t size, struct blob *result,
	       struct error *error)
{
	const struct format *format = recognise(data, size);
	struct packed packed = { .data = data, .size = size, .out = result };
	const char *why;

	*result = (struct blob){ 0 };
	if (!format)
		return fail(error,
			    "%s: is packed in no known way (gzip, xz, lzma or zstd was expected)",
			    name);
	if (!format->unpack)
		return fail(error, "%s: is packed by %s, and this kexec was built without %s", name,
			    format->name, format->library);
	why = unpack_all(&packed, format);
	if (!why)
		return 0;
	blob_free(result);
	return fail(error, "%s: cannot be unpacked as %s: %s", name, format->name, why);
}

int file_read_unpacked(const char *path, struct blob *blob, struct error *error)
{
	struct blob packed;
	int result;

	if (file_read(path, blob, error))
		return -1;
	if (!is_compressed(blob->data, blob->size))
		return 0;
	packed = *blob;
	result = decompress(path, packed.data, packed.size, blob, error);
	blob_free(&packed);
	if (result || blob->size)
		return result;
	blob_free(blob);
	return fail(error, "%s: what is packed in it is empty", path);
}
