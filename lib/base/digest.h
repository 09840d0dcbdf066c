/* SPDX-License-Identifier: MIT */
/* Digests and what is made of them. The only file that includes OpenSSL. */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdint.h>

#include "base/cleanup.h"

#define DIGEST_SIZE 32
#define DIGEST_HEX  (2 * DIGEST_SIZE + 1)
#define UUID_TEXT   37

/* All return their last argument. Text forms are lower-case hex. */
const uint8_t *digest_sha256(const void *data, size_t len, uint8_t ret[DIGEST_SIZE]);
const uint8_t *digest_hmac(const void *key, size_t key_len, const void *data, size_t len,
    uint8_t ret[DIGEST_SIZE]);
const char *digest_hex(const uint8_t digest[DIGEST_SIZE], char ret[DIGEST_HEX]);
const char *digest_text(const void *data, size_t len, char ret[DIGEST_HEX]); /* SHA-256 as hex */

/* A UUID that is a function of the text: the same text, the same UUID (version 8, RFC 9562). */
const char *digest_uuid(const char *text, char ret[UUID_TEXT]);

void digest_random(void *ret, size_t len);

#endif
