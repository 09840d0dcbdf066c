/* SPDX-License-Identifier: MIT */
/* Members of the daemon's answers. One that is missing, null or of another type has a plain value.
 */
#ifndef CTL_FIELD_H
#define CTL_FIELD_H

#include <jansson.h>
#include <stdbool.h>

#include "base/clock.h"

const char *field_text(const json_t *json, const char *name); /* "" */
double field_number(const json_t *json, const char *name);    /* 0 */
bool field_true(const json_t *json, const char *name);        /* false */
bool field_has(const json_t *json, const char *name);         /* false: missing or null */
bool field_is(const json_t *json, const char *name, const char *text);
msec_t field_seconds(const json_t *json, const char *name); /* seconds as a duration; 0 */

#endif
