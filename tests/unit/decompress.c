// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <zlib.h>

#ifdef HAVE_LIBLZMA
#include <lzma.h>
#endif
#ifdef HAVE_LIBZSTD
#include <zstd.h>
#endif

#include "util_lib/decompress.h"
#include "unit.h"
#include "util_lib/little_endian.h"

#define PLAIN_SIZE 70000
#define PACKED_MAX (1u << 20)
#define MIB        (1u << 20)
/* The number of bytes that identify a format; .lzma needs the most. */
#define BEGINNING 13

static uint8_t plain[PLAIN_SIZE];
static uint8_t packed[PACKED_MAX + 16];
static struct error error;

/* Each of these compresses @data into packed[] and returns the compressed size. */

static size_t pack_gzip(const uint8_t *data, size_t size)
{
	z_stream z = {
		.next_in = (uint8_t *)data,
		.avail_in = size,
		.next_out = packed,
		.avail_out = PACKED_MAX,
	};

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
			 Z_OK);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return z.total_out;
}

#ifdef HAVE_LIBLZMA
static size_t pack_xz(const uint8_t *data, size_t size)
{
	size_t n = 0;

	ck_assert_int_eq(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL, data, size, packed, &n,
						 PACKED_MAX),
			 LZMA_OK);
	return n;
}

static size_t pack_lzma(const uint8_t *data, size_t size)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	size_t n;

	lzma_lzma_preset(&options, 1);
	ck_assert_int_eq(lzma_alone_encoder(&s, &options), LZMA_OK);
	s.next_in = data;
	s.avail_in = size;
	s.next_out = packed;
	s.avail_out = PACKED_MAX;
	ck_assert_int_eq(lzma_code(&s, LZMA_FINISH), LZMA_STREAM_END);
	n = s.total_out;
	lzma_end(&s);
	return n;
}
#endif

#ifdef HAVE_LIBZSTD
static size_t pack_zstd(const uint8_t *data, size_t size)
{
	size_t n = ZSTD_compress(packed, PACKED_MAX, data, size, 3);

	ck_assert(!ZSTD_isError(n));
	return n;
}
#endif

static const struct {
	const char *name;
	size_t (*pack)(const uint8_t *data, size_t size);
} formats[] = {
	{ "gzip", pack_gzip },
#ifdef HAVE_LIBLZMA
	{ "xz", pack_xz },
	{ "lzma", pack_lzma },
#endif
#ifdef HAVE_LIBZSTD
	{ "zstd", pack_zstd },
#endif
};

/* Fills plain[] with text that can be compressed, but not well. */
static void fill_plain(void)
{
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < PLAIN_SIZE; i++) {
		x = x * 1103515245 + 12345;
		plain[i] = i % 3 ? 'a' + (x >> 16) % 13 : ' ';
	}
}

/* Decompresses a copy in memory of exactly its size. */
static int decompress_copy(size_t size, struct blob *result)
{
	uint8_t *exact = malloc(size);
	int status;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, packed, size);
	status = decompress("f", exact, size, result, &error);
	free(exact);
	return status;
}

static void assert_plain(size_t size)
{
	struct blob result;

	ck_assert_msg(!decompress_copy(size, &result), "%s", error.text);
	ck_assert_uint_eq(result.size, PLAIN_SIZE);
	ck_assert_mem_eq(result.data, plain, PLAIN_SIZE);
	blob_free(&result);
}

static void assert_not_decompressed(size_t size, const char *words)
{
	struct blob result = { (uint8_t *)1, 1 };

	ck_assert_int_eq(decompress_copy(size, &result), -1);
	ck_assert_msg(strstr(error.text, words) != NULL, "%s", error.text);
	ck_assert_ptr_null(result.data);
	ck_assert_uint_eq(result.size, 0);
}

START_TEST(test_good)
{
	size_t size = formats[_i].pack(plain, PLAIN_SIZE);

	ck_assert_str_eq(compression_name(packed, size), formats[_i].name);
	assert_plain(size);
}
END_TEST

/* Linux appends the decompressed size to a compressed kernel (scripts/Makefile.lib). */
START_TEST(test_trailing_bytes)
{
	size_t size = formats[_i].pack(plain, PLAIN_SIZE);

	memset(packed + size, 0, 16);
	assert_plain(size + 4);
	assert_plain(size + 16);
	put32(packed + size, PLAIN_SIZE);
	assert_plain(size + 4);
	assert_not_decompressed(size + 5, "other data follows its compressed data");
	put32(packed + size, PLAIN_SIZE + 1);
	assert_not_decompressed(size + 4, "other data follows its compressed data");
	assert_not_decompressed(size + 1, "other data follows its compressed data");
}
END_TEST

/* Two streams with @padding bytes of zeros between them. */
static void check_streams(int format, size_t padding)
{
	size_t first = formats[format].pack(plain, PLAIN_SIZE / 2), size;
	uint8_t *copy = calloc(1, first + padding);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, packed, first);
	size = formats[format].pack(plain + PLAIN_SIZE / 2, PLAIN_SIZE - PLAIN_SIZE / 2);
	memmove(packed + first + padding, packed, size);
	memcpy(packed, copy, first + padding);
	free(copy);
	assert_plain(first + padding + size);
	assert_not_decompressed(first + padding + size - 1,
				"its compressed data is damaged or cut short");
}

#ifdef HAVE_LIBZSTD
/* A skippable frame, as pzstd and the seekable format write it. */
START_TEST(test_skippable)
{
	size_t size = pack_zstd(plain, PLAIN_SIZE);

	memset(packed + size, 0x5a, 16);
	put32(packed + size, 0x184d2a5e);
	put32(packed + size + 4, 8);
	assert_plain(size + 16);
	assert_not_decompressed(size + 15, "other data follows its compressed data");
}
END_TEST
#endif

#ifdef HAVE_LIBLZMA
/* The data begins like .lzma, but its dictionary and its content have impossible sizes. */
START_TEST(test_no_lzma)
{
	memcpy(packed, "]\0\0plain data of a module", 26);
	ck_assert_ptr_null(compression_name(packed, 26));
	pack_lzma(plain, PLAIN_SIZE);
	ck_assert_ptr_nonnull(compression_name(packed, BEGINNING));
	ck_assert_ptr_null(compression_name(packed, BEGINNING - 1));
	put32(packed + 9, 64);
	ck_assert_ptr_null(compression_name(packed, BEGINNING));
}
END_TEST
#endif

START_TEST(test_streams)
{
	check_streams(_i, 0);
	check_streams(_i, 4);
	check_streams(_i, 512);
}
END_TEST

START_TEST(test_cut_short)
{
	size_t size = formats[_i].pack(plain, PLAIN_SIZE), cut;

	for (cut = BEGINNING; cut < size; cut += 1 + size / 40)
		assert_not_decompressed(cut, "its compressed data is damaged or cut short");
	assert_not_decompressed(size - 1, "its compressed data is damaged or cut short");
}
END_TEST

START_TEST(test_garbage)
{
	size_t size = formats[_i].pack(plain, PLAIN_SIZE);

	memset(packed + size / 2, 0x5a, size / 4);
	assert_not_decompressed(size, "its compressed data is damaged or cut short");
	memset(packed + BEGINNING, 0xa5, size - BEGINNING);
	assert_not_decompressed(size, "its compressed data is damaged or cut short");
}
END_TEST

START_TEST(test_nothing_inside)
{
	struct blob result;
	size_t size = formats[_i].pack(plain, 0);

	ck_assert_msg(!decompress_copy(size, &result), "%s", error.text);
	ck_assert_uint_eq(result.size, 0);
	blob_free(&result);
}
END_TEST

/* A size that fills the first guess, and one for which the output has to grow. */
static const size_t large[] = { 16 * MIB, 16 * MIB + 1 };

static void check_large(int format, size_t size)
{
	uint8_t *data = calloc(1, size);
	struct blob result;
	size_t n;

	ck_assert_ptr_nonnull(data);
	data[size - 1] = 1;
	n = formats[format].pack(data, size);
	ck_assert_msg(!decompress_copy(n, &result), "%s", error.text);
	ck_assert_uint_eq(result.size, size);
	ck_assert_int_eq(memcmp(result.data, data, size), 0);
	blob_free(&result);
	free(data);
}

START_TEST(test_large)
{
	size_t i;

	for (i = 0; i < COUNT(large); i++)
		check_large(_i, large[i]);
}
END_TEST

#if !defined(__SANITIZE_ADDRESS__) && !defined(__has_feature)
#define LIMITS_WORK
#elif defined(__has_feature)
#if !__has_feature(address_sanitizer)
#define LIMITS_WORK
#endif
#endif

#ifdef LIMITS_WORK
static void limit_memory(rlim_t limit)
{
	struct rlimit memory = { limit, RLIM_INFINITY };

	ck_assert_int_eq(setrlimit(RLIMIT_AS, &memory), 0);
}

START_TEST(test_too_large)
{
	uint8_t *data = calloc(1, 20 * MIB);
	size_t size;

	ck_assert_ptr_nonnull(data);
	size = formats[_i].pack(data, 20 * MIB);
	free(data);
	limit_memory(40 * MIB);
	assert_not_decompressed(size, "its decompressed data exceeds memory or 2 GiB");
	limit_memory(RLIM_INFINITY);
}
END_TEST
#endif

static const struct {
	const char *bytes;
	size_t size;
	const char *name;
} beginnings[] = {
	{ "", 0, NULL },
	{ "\x1f\x8b", 2, NULL },
	{ "\x1f\x8b\x08", 3, "gzip" },
	{ "\x1f\x8b\x07", 3, NULL },
	{ "\xfd"
	  "7zXZ",
	  5, NULL },
	{ "\xfd"
	  "7zXZ\0",
	  6, "xz" },
	{ "\xfd"
	  "7zXZ\1",
	  6, NULL },
	{ "\x28\xb5\x2f", 3, NULL },
	{ "\x28\xb5\x2f\xfd", 4, "zstd" },
	{ "BZh9", 4, NULL },
	{ "\x7f"
	  "ELF",
	  4, NULL },
};

START_TEST(test_beginning)
{
	const char *name =
		compression_name((const uint8_t *)beginnings[_i].bytes, beginnings[_i].size);

	if (beginnings[_i].name)
		ck_assert_pstr_eq(name, beginnings[_i].name);
	else
		ck_assert_ptr_null(name);
}
END_TEST

START_TEST(test_unknown)
{
	memcpy(packed, "BZh91AY&SY", 10);
	assert_not_decompressed(
		10, "f: is not compressed in a known format (gzip, xz, lzma or zstd was expected)");
}
END_TEST

/* A format is named even if its library was left out of the build. */
static const struct {
	const char *magic;
	const char *words;
} left_out[] = {
#ifndef HAVE_LIBLZMA
	{ "\xfd"
	  "7zXZ\0",
	  "f: is compressed with xz, and this program was built without liblzma" },
#endif
#ifndef HAVE_LIBZSTD
	{ "\x28\xb5\x2f\xfd",
	  "f: is compressed with zstd, and this program was built without libzstd" },
#endif
	{ NULL, NULL }
};

START_TEST(test_left_out)
{
	memcpy(packed, left_out[_i].magic, 6);
	assert_not_decompressed(6, left_out[_i].words);
}
END_TEST

/* Prints to stderr, as Check cannot report a skipped test. */
static void say_what_is_skipped(void)
{
#ifndef HAVE_LIBLZMA
	fputs("# skipped: unpacking xz (built without liblzma)\n", stderr);
#endif
#ifndef HAVE_LIBZSTD
	fputs("# skipped: unpacking zstd (built without libzstd)\n", stderr);
#endif
#ifndef LIMITS_WORK
	fputs("# skipped: too little memory (a sanitizer wants all of it)\n", stderr);
#endif
}

static void add_decompress_tests(TCase *tests)
{
	tcase_add_checked_fixture(tests, fill_plain, NULL);
	tcase_add_loop_test(tests, test_good, 0, COUNT(formats));
	tcase_add_loop_test(tests, test_trailing_bytes, 0, COUNT(formats));
	tcase_add_loop_test(tests, test_streams, 0, COUNT(formats));
#ifdef HAVE_LIBZSTD
	tcase_add_test(tests, test_skippable);
#endif
#ifdef HAVE_LIBLZMA
	tcase_add_test(tests, test_no_lzma);
#endif
	tcase_add_loop_test(tests, test_cut_short, 0, COUNT(formats));
	tcase_add_loop_test(tests, test_garbage, 0, COUNT(formats));
	tcase_add_loop_test(tests, test_nothing_inside, 0, COUNT(formats));
	tcase_add_loop_test(tests, test_large, 0, COUNT(formats));
#ifdef LIMITS_WORK
	tcase_add_loop_test(tests, test_too_large, 0, COUNT(formats));
#endif
	tcase_add_loop_test(tests, test_beginning, 0, COUNT(beginnings));
	tcase_add_test(tests, test_unknown);
	tcase_add_loop_test(tests, test_left_out, 0, COUNT(left_out) - 1);
}

int main(void)
{
	say_what_is_skipped();
	return run_tests("decompress", add_decompress_tests);
}
