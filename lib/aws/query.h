/* SPDX-License-Identifier: MIT */
/* How AWS's protocols are written: query (form) and JSON to "/", and JSON to a path. */
#ifndef AWS_QUERY_H
#define AWS_QUERY_H

#include <jansson.h>

#include "core/call.h"

/* A form body: Action and Version, then pairs of name and value (percent-encoded), ended by NULL.
 */
void query_form(struct call *ret, const char *service, const char *region, const char *version,
    const char *action, ...) __attribute__((sentinel));
/* X-Amz-Target and a JSON body; takes over the reference to body. json_version: "1.0" or "1.1". */
void query_json(struct call *ret, const char *service, const char *region, const char *target,
    const char *json_version, json_t *body);
/* A JSON body to a path of its own, which is encoded already; takes over the reference to body,
 * NULL: there is none. */
void query_rest(struct call *ret, const char *service, const char *region, const char *action,
    const char *path, json_t *body);
/* The body of a 2xx answer as a JSON object; NULL: it is not one. Depth and size limited. */
json_t *query_answer(const struct answer *answer);
/* The same of any text. A member that is there twice makes it none. */
json_t *query_object(const char *text, size_t len);
/* A member of an object; "" where it is none or no text. */
const char *query_text(const json_t *object, const char *name);

#endif
