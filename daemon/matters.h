/* SPDX-License-Identifier: MIT */
/*
 * What a move that is planned rests on: as names and texts, in a fixed order, so that
 * a plan can be held against the world later and say what is another now. What only
 * moves within its limits, as the lag does, is not in it: the verdict of its guard is.
 */
#ifndef DAEMON_MATTERS_H
#define DAEMON_MATTERS_H

#include <jansson.h>

#include "core/engine.h"

/* Of a decision on a move whose Regions are known: {"state": "home", "writer": "us-east-1",
 * "guard G07 cooldown": "yes", "step 2": "aurora-writer, ...", ...}. */
json_t *matters_of(const struct engine *engine, const struct decision *decision, struct now now);
const char *matters_digest(const json_t *matters, char ret[DIGEST_HEX]);
/* [{"what", "was", "is"}], in the order of both; null for what was not there. */
json_t *matters_differ(const json_t *was, const json_t *is);

#endif
