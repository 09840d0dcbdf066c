/* SPDX-License-Identifier: MIT */
/*
 * Values that are written as texts. Each returns NULL when the text is good, and
 * otherwise what is wrong with it, in a few words that go under the caret.
 */
#ifndef CONFIG_PARSE_H
#define CONFIG_PARSE_H

#include <stdbool.h>

#include "base/option.h"

const char *parse_ratio(const char *text, double *ret);
const char *parse_compare(const char *text, struct compare *ret);
const char *parse_latency(const char *text, double *ret_quantile,
    struct compare *ret);                                             /* "p95 > 2s" */
const char *parse_statuses(const char *text, struct status_set *ret); /* adds to ret */
const char *parse_url(const char *text);                              /* absolute, http or https */
const char *parse_address(const char *text);                          /* "IP:port" or "name:port" */
const char *parse_server(const char *text);                           /* "IP" or "IP:port" */
const char *parse_region(const char *text);                           /* "us-east-1" */
const char *parse_name(const char *text);                             /* letters, digits, - and _ */

#endif
