/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <ctype.h>
#include <string.h>

#include "test.h"

#include "base/buf.h"

/* FIPS 180-4's examples, and the empty text. */
static void
sha256_is_as_published(void **state)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	autofree(buf_done) struct buf million = { 0 };
	char hex[DIGEST_HEX];

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(digest_text(cases[i].text, strlen(cases[i].text), hex),
		    cases[i].hex);
	for (int i = 0; i < 1000000; i++)
		buf_putc(&million, 'a');
	assert_string_equal(digest_text(million.data, million.len, hex),
	    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* RFC 4231, test cases 1, 2, 3 and 6. */
static void
hmac_is_as_published(void **state)
{
	static const struct {
		const char *key;
		char key_byte;
		size_t key_len;
		const char *text;
		char text_byte;
		size_t text_len;
		const char *hex;
	} cases[] = {
		{ NULL, '\x0b', 20, "Hi There", 0, 8,
		    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ "Jefe", 0, 4, "what do ya want for nothing?", 0, 28,
		    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
		{ NULL, '\xaa', 20, NULL, '\xdd', 50,
		    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
		{ NULL, '\xaa', 131, "Test Using Larger Than Block-Size Key - Hash Key First", 0,
		    54, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char key[131], text[64], hex[DIGEST_HEX];
		uint8_t digest[DIGEST_SIZE];

		memset(key, cases[i].key_byte, sizeof(key));
		memset(text, cases[i].text_byte, sizeof(text));
		digest_hmac(cases[i].key ? cases[i].key : key, cases[i].key_len,
		    cases[i].text ? cases[i].text : text, cases[i].text_len, digest);
		assert_string_equal(digest_hex(digest, hex), cases[i].hex);
	}
}

static void
a_uuid_is_a_function_of_its_text(void **state)
{
	static const char *const texts[] = { "", "r-0007/0", "r-0007/1", "r-0008/0" };
	char ids[COUNT(texts)][UUID_TEXT], again[UUID_TEXT];

	for (size_t i = 0; i < COUNT(texts); i++) {
		digest_uuid(texts[i], ids[i]);
		assert_string_equal(digest_uuid(texts[i], again), ids[i]);
		for (size_t other = 0; other < i; other++)
			assert_string_not_equal(ids[i], ids[other]);
	}
	/* SHA-256 of "", with the version and the variant set: by hand from the published value. */
	assert_string_equal(ids[0], "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
}

static void
a_uuid_has_the_shape_version_and_variant(void **state)
{
	char text[8] = "r-0000", id[UUID_TEXT];

	for (int n = 0; n < 256; n++) {
		text[5] = (char)n;
		digest_uuid(text, id);
		assert_int_equal(strlen(id), UUID_TEXT - 1);
		for (size_t i = 0; i < UUID_TEXT - 1; i++)
			if (i == 8 || i == 13 || i == 18 || i == 23)
				assert_int_equal(id[i], '-');
			else
				assert_true(isxdigit((unsigned char)id[i]));
		assert_int_equal(id[14], '8');
		assert_non_null(strchr("89ab", id[19]));
	}
}

static void
random_bytes_are_not_the_same_twice(void **state)
{
	uint8_t one[32] = { 0 }, other[32] = { 0 };

	digest_random(one, sizeof(one));
	digest_random(other, sizeof(other));
	assert_memory_not_equal(one, other, sizeof(one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_as_published),
		cmocka_unit_test(hmac_is_as_published),
		cmocka_unit_test(a_uuid_is_a_function_of_its_text),
		cmocka_unit_test(a_uuid_has_the_shape_version_and_variant),
		cmocka_unit_test(random_bytes_are_not_the_same_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
