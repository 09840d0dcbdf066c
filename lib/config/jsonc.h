/* SPDX-License-Identifier: MIT */
/*
 * JSON with comments and trailing commas. Both are blanked in place, so that an
 * offset in what jansson reads is an offset in what was written. The only file
 * of the configuration that includes jansson.
 */
#ifndef CONFIG_JSONC_H
#define CONFIG_JSONC_H

#include "config/load.h"

/* The tree of a source; NULL when it is not JSON, which is then reported. */
const struct node *jsonc_read(struct load *in, const struct source *source);

/* The tree of a text of ours. It is known to be good. */
const struct node *jsonc_builtin(struct load *in, const char *text);

/* The contents of the string whose quotes span encloses. Its bytes are known to be good. */
const char *jsonc_string(struct load *in, const char *text, struct span span);

#endif
