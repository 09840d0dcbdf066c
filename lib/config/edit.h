/* SPDX-License-Identifier: MIT */
/*
 * Another text of a configuration: with one value replaced, or put in. What is
 * around it stays as it was written, comments too. Whether the value is any good,
 * or known at all, config_load() finds out.
 */
#ifndef CONFIG_EDIT_H
#define CONFIG_EDIT_H

#include "base/buf.h"
#include "base/error.h"
#include "config/config.h"

/*
 * path: "guards.hold", "facts.down.over"; value as people type it: 30s, >= 40%, 3,
 * true, or JSON. A value that is replaced keeps its type: a text stays a text. app
 * is what the text describes: a fact that was made for it is written out before it
 * is changed. ret, empty, becomes the text.
 */
must_check bool edit_set(const struct source *source, const struct app *app, const char *path,
    const char *value, struct buf *ret, struct error *err);
/* What the text has there, without quotes; false: nothing is written there. */
bool edit_get(const struct source *source, const char *path, struct buf *ret);

#endif
