/* SPDX-License-Identifier: MIT */
#include "base/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t *
digest_sha256(const void *data, size_t len, uint8_t ret[DIGEST_SIZE])
{
	if (!EVP_Digest(data, len, ret, NULL, EVP_sha256(), NULL))
		abort();
	return ret;
}

const uint8_t *
digest_hmac(const void *key, size_t key_len, const void *data, size_t len, uint8_t ret[DIGEST_SIZE])
{
	if (!HMAC(EVP_sha256(), key, (int)key_len, data, len, ret, NULL))
		abort();
	return ret;
}

const char *
digest_hex(const uint8_t digest[DIGEST_SIZE], char ret[DIGEST_HEX])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		ret[2 * i] = digits[digest[i] >> 4];
		ret[2 * i + 1] = digits[digest[i] & 15];
	}
	ret[DIGEST_HEX - 1] = '\0';
	return ret;
}

const char *
digest_text(const void *data, size_t len, char ret[DIGEST_HEX])
{
	uint8_t digest[DIGEST_SIZE];

	return digest_hex(digest_sha256(data, len, digest), ret);
}

const char *
digest_uuid(const char *text, char ret[UUID_TEXT])
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX];

	digest_sha256(text, strlen(text), digest);
	digest[6] = (uint8_t)((digest[6] & 0x0f) | 0x80);
	digest[8] = (uint8_t)((digest[8] & 0x3f) | 0x80);
	digest_hex(digest, hex);
	snprintf(ret, UUID_TEXT, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
	    hex + 20);
	return ret;
}

void
digest_random(void *ret, size_t len)
{
	if (RAND_bytes(ret, (int)len) != 1)
		abort();
}
