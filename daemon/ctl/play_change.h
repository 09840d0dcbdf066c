/* SPDX-License-Identifier: MIT */
/* An application's file, as JSON, with a few of its values changed. */
#ifndef CTL_PLAY_CHANGE_H
#define CTL_PLAY_CHANGE_H

#include <jansson.h>

#include "base/error.h"

/* JSON with comments and trailing commas, without them. NULL: err says why. The caller's. */
json_t *play_change_read(const char *path, struct error *err);
/* "guards.hold" and "\"60s\"": members that are not there are made; null takes one away. */
must_check bool play_change_set(json_t *root, const char *path, const char *value,
    struct error *err);

#endif
