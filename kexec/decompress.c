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

/* Room for a kernel; the fuzzers take less, to be quick and to grow it. */
#ifndef FIRST_GUESS
#define FIRST_GUESS	(16u << 20)
#endif

/* Makes room for more output. */
static int grow(struct blob *out, size_t *room)
{
	size_t wanted = *room ? *room * 2 : FIRST_GUESS;
	uint8_t *data;

	if (wanted > DECOMPRESS_MAX)
		return -1;
	data = realloc(out->data, wanted);
	if (!data)
		return -1;
	out->data = data;
	*room = wanted;
	return 0;
}

static const char *too_large = "it unpacks to more than memory or 2 GiB hold";
static const char *damaged = "its packed data is damaged or cut short";

/* Each unpacker returns NULL, or what is wrong. */

static const char *unpack_gzip(const uint8_t *data, size_t size,
			       struct blob *out)
{
	z_stream z = { .next_in = (uint8_t *)data, .avail_in = size };
	const char *why = NULL;
	size_t room = 0;
	int status = Z_OK;

	if (inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
		return too_large;
	while (!why && status != Z_STREAM_END) {
		if (out->size == room && grow(out, &room)) {
			why = too_large;
			break;
		}
		z.next_out = out->data + out->size;
		z.avail_out = room - out->size;
		status = inflate(&z, Z_NO_FLUSH);
		out->size = room - z.avail_out;
		if (status != Z_OK && status != Z_STREAM_END)
			why = damaged;
	}
	inflateEnd(&z);
	return why;
}

#ifdef HAVE_LIBLZMA
static const char *unpack_xz(const uint8_t *data, size_t size,
			     struct blob *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	const char *why = NULL;
	lzma_ret status = LZMA_OK;
	size_t room = 0;

	if (lzma_stream_decoder(&s, UINT64_MAX, 0) != LZMA_OK)
		return too_large;
	s.next_in = data;
	s.avail_in = size;
	while (!why && status != LZMA_STREAM_END) {
		if (out->size == room && grow(out, &room)) {
			why = too_large;
			break;
		}
		s.next_out = out->data + out->size;
		s.avail_out = room - out->size;
		status = lzma_code(&s, LZMA_FINISH);
		out->size = room - s.avail_out;
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			why = damaged;
	}
	lzma_end(&s);
	return why;
}
#else
#define unpack_xz NULL
#endif

#ifdef HAVE_LIBZSTD
static const char *unpack_zstd(const uint8_t *data, size_t size,
			       struct blob *out)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = { data, size, 0 };
	const char *why = NULL;
	size_t room = 0, status = 1;

	if (!z)
		return too_large;
	while (!why && status) {
		if (out->size == room && grow(out, &room)) {
			why = too_large;
			break;
		}
		ZSTD_outBuffer o = { out->data, room, out->size };

		status = ZSTD_decompressStream(z, &o, &in);
		/* All taken, room left, and still not at the end. */
		if (ZSTD_isError(status) ||
		    (status && in.pos == in.size && o.pos < o.size))
			why = damaged;
		out->size = o.pos;
	}
	ZSTD_freeDStream(z);
	return why;
}
#else
#define unpack_zstd NULL
#endif

static const struct format {
	const char *name;
	const char *library;
	const char *magic;
	size_t magic_size;
	const char *(*unpack)(const uint8_t *data, size_t size,
			      struct blob *out);
} formats[] = {
	{ "gzip", "zlib", "\x1f\x8b\x08", 3, unpack_gzip },
	{ "xz", "liblzma", "\xfd" "7zXZ\0", 6, unpack_xz },
	{ "zstd", "libzstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd },
};

static const struct format *recognise(const uint8_t *data, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (size >= formats[i].magic_size &&
		    !memcmp(data, formats[i].magic, formats[i].magic_size))
			return &formats[i];
	return NULL;
}

const char *is_compressed(const uint8_t *data, size_t size)
{
	const struct format *format = recognise(data, size);

	return format ? format->name : NULL;
}

int decompress(const char *name, const uint8_t *data, size_t size,
	       struct blob *result, struct error *error)
{
	const struct format *format = recognise(data, size);
	const char *why;

	*result = (struct blob){ 0 };
	if (!format)
		return fail(error, "%s: is packed in no known way (gzip, xz or zstd was expected)",
			    name);
	if (!format->unpack)
		return fail(error, "%s: is packed by %s, and this kexec was built without %s",
			    name, format->name, format->library);
	why = format->unpack(data, size, result);
	if (!why)
		return 0;
	blob_free(result);
	return fail(error, "%s: cannot be unpacked as %s: %s", name,
		    format->name, why);
}

int file_read_unpacked(const char *path, struct blob *blob,
		       struct error *error)
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
	return result;
}
