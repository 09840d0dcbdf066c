/* SPDX-License-Identifier: MIT */
/* What a struct holds, by its option table: the options that are in force, defaults among them. */
#ifndef DAEMON_OPTIONS_JSON_H
#define DAEMON_OPTIONS_JSON_H

#include <jansson.h>

#include "base/option.h"

/* Durations are seconds, under a name that ends with "_s"; comparisons are texts. */
json_t *options_json(const struct option *options, const void *base);

#endif
