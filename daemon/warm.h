/* SPDX-License-Identifier: MIT */
/*
 * Keeps warm what the next move would need: while one is pending, what its steps look at is looked
 * at ahead of time, and the answers are thrown away. What stays are names, TLS sessions and
 * connections, so that the first call of the run goes out at once.
 */
#ifndef DAEMON_WARM_H
#define DAEMON_WARM_H

#include "application.h"

struct warm;

struct warm *warm_new(struct application *application);
void warm_free(struct warm *warm);
void warm_look(struct warm *warm, struct now now); /* at each tick */

#endif
