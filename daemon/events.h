/* SPDX-License-Identifier: MIT */
/*
 * The newest events, numbered, for whoever follows: streams get each as it
 * happens, pollers ask for those after the last one they have.
 */
#ifndef DAEMON_EVENTS_H
#define DAEMON_EVENTS_H

#include <jansson.h>

#include "daemon.h"
#include "io/server.h"

struct events;

struct events *events_new(struct daemon *daemon);
void events_free(struct events *events);

/* Answers with a stream that begins with `snapshot`; false: there are too many already. */
must_check bool events_stream(struct events *events, struct exchange *exchange, json_t *snapshot);
/* {"last": 41, "lost": false, "events": [...]}: those whose id is greater than `after`. */
json_t *events_after(const struct events *events, json_int_t after);

#endif
