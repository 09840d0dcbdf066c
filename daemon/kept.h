/* SPDX-License-Identifier: MIT */
/*
 * What is kept of an application under watch: the answers of its probes, packed by
 * the minute, where it serves, and what was decided. Handed to the history of
 * daemon/historian; when nothing is kept, all of it does nothing.
 */
#ifndef DAEMON_KEPT_H
#define DAEMON_KEPT_H

#include "application.h"

struct kept;

struct kept *kept_new(const struct application *application);
void kept_free(struct kept *kept); /* hands over what there is */

void kept_sample(struct kept *kept, size_t probe, size_t region, const struct sample *sample,
    msec_t wall);
/* Where it serves now; only a change is written. */
void kept_place(struct kept *kept, size_t region, msec_t wall);
/* A record of what was decided, as JSON. */
void kept_record(struct kept *kept, msec_t wall, const char *body);
/* Hands over all that is not of this minute. */
void kept_hand_over(struct kept *kept, msec_t wall);

#endif
