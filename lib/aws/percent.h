/* SPDX-License-Identifier: MIT */
/* Percent-encoding as RFC 3986 has it, and as AWS wants it signed: upper-case digits. */
#ifndef AWS_PERCENT_H
#define AWS_PERCENT_H

#include "base/buf.h"

/* Unreserved characters and those in keep stay as they are. */
void percent_encode(struct buf *ret, const char *text, size_t len, const char *keep);
/* What is not an escape stays as it is; so does "+". */
void percent_decode(struct buf *ret, const char *text, size_t len);

#endif
