/* SPDX-License-Identifier: MIT */
/*
 * Signature Version 4, as documented in "AWS Signature Version 4 for API
 * requests" of the IAM User Guide. Pure: the time is passed in.
 *
 * The path of the URL is taken as already encoded and is encoded once more for
 * the canonical request (all our services do; S3, which does not, is none of
 * them) after normalisation. Signed are host, content-type, every x-amz-*
 * header, and every other header that the request holds.
 */
#ifndef AWS_SIGN_H
#define AWS_SIGN_H

#include "base/error.h"
#include "base/http.h"

struct credentials {
	char *access_key, *secret_key;
	char *token;     /* NULL: long-lived keys */
	msec_t expires;  /* wall time; MSEC_NEVER */
	char source[64]; /* "environment", "profile prod", "instance role failoverd" */
};

void credentials_done(struct credentials *credentials); /* wipes */
void credentials_copy(struct credentials *ret, const struct credentials *from);

struct sign_scope {
	const char *service, *region; /* signing name and Region */
	msec_t wall;
};

/* Adds Host (as it will be sent), X-Amz-Date, X-Amz-Security-Token and Authorization. */
must_check bool sign_request(struct http_request *req, const struct credentials *credentials,
    const struct sign_scope *scope, struct error *err);

/* The parts, for the tests against published vectors. */
struct sign_parts {
	struct buf canonical, to_sign;
	char signature[65];
};

must_check bool sign_parts(const struct http_request *req, const struct credentials *credentials,
    const struct sign_scope *scope, bool normalize, struct sign_parts *ret, struct error *err);
void sign_parts_done(struct sign_parts *parts);

define_autodone(struct credentials, credentials_done)
    define_autodone(struct sign_parts, sign_parts_done)

#endif
