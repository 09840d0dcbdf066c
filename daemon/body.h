/* SPDX-License-Identifier: MIT */
/* The JSON that a command comes with, and its members. Each says what is wrong by itself: false, or
 * NULL, means that the request is answered. */
#ifndef DAEMON_BODY_H
#define DAEMON_BODY_H

#include "request.h"

/* An empty body counts as {}. */
json_t *body_read(struct request *request);
/* Every member must be one that the command knows, " in such a text ": a mistyped "dry_run" must
 * not move anything. */
must_check bool body_known(struct request *request, json_t *body, const char *known);
must_check bool body_text(struct request *request, const json_t *body, const char *name,
    const char **ret);
must_check bool body_flag(struct request *request, const json_t *body, const char *name, bool *ret);
/* "reason", which must be there and say something. */
must_check bool body_reason(struct request *request, const json_t *body, const char **ret);

void body_bad(struct request *request, const char *remedy, const char *fmt, ...) printf_like(3, 4);

#endif
