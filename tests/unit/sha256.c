// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "unit.h"
#include "util_lib/sha256.h"

static const char *digest_text(const uint8_t *digest)
{
	static char text[2 * SHA256_DIGEST_SIZE + 1];
	int i;

	for (i = 0; i < SHA256_DIGEST_SIZE; i++)
		sprintf(text + 2 * i, "%02x", digest[i]);
	return text;
}

/*
 * The first four are NIST's examples for FIPS 180-4.  The others, whose lengths are at the edges
 * of the padding, are from sha256sum of GNU coreutils.
 */
static const struct {
	const char *text;
	size_t times;
	const char *expected;
} rows[] = {
	{ "abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	{ "a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
	{ "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
	{ "a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
	{ "a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34" },
	{ "a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
	{ "a", 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0" },
	{ "a", 119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb" },
	{ "a", 120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c" },
};

START_TEST(test_vector)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256 sha;
	size_t i;

	sha256_start(&sha);
	for (i = 0; i < rows[_i].times; i++)
		sha256_add(&sha, rows[_i].text, strlen(rows[_i].text));
	sha256_end(&sha, digest);
	ck_assert_str_eq(digest_text(digest), rows[_i].expected);
}
END_TEST

#define LENGTH 200

/* The digest of message[], from sha256sum. */
static const char digest_of_message[] =
	"b531abd8dae7232c861ac9f50aff9952d29c8d4c3772551cc5bce5d39d2cd08d";

static uint8_t message[LENGTH];

static void make_message(void)
{
	int i;

	for (i = 0; i < LENGTH; i++)
		message[i] = i * 7;
}

START_TEST(test_split)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256 sha;

	sha256_start(&sha);
	sha256_add(&sha, message, _i);
	sha256_add(&sha, message + _i, LENGTH - _i);
	sha256_end(&sha, digest);
	ck_assert_str_eq(digest_text(digest), digest_of_message);
}
END_TEST

START_TEST(test_pieces)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256 sha;
	int done, n;

	sha256_start(&sha);
	for (done = 0; done < LENGTH; done += n) {
		n = LENGTH - done < _i ? LENGTH - done : _i;
		sha256_add(&sha, message + done, n);
	}
	sha256_end(&sha, digest);
	ck_assert_str_eq(digest_text(digest), digest_of_message);
}
END_TEST

static void add_sha256_tests(TCase *tests)
{
	tcase_add_unchecked_fixture(tests, make_message, NULL);
	tcase_add_loop_test(tests, test_vector, 0, COUNT(rows));
	tcase_add_loop_test(tests, test_split, 0, LENGTH + 1);
	tcase_add_loop_test(tests, test_pieces, 1, LENGTH);
}

int main(void)
{
	return run_tests("sha256", add_sha256_tests);
}
