/* SPDX-License-Identifier: MIT */
/* What of failoverd.json is used at the start alone, so that a reload can say what of a change it
 * has not taken up. */
#ifndef DAEMON_STARTED_H
#define DAEMON_STARTED_H

#include "daemon.h"

/* handed_over: the API's socket is systemd's, and its path and group are nobody's business here. */
struct started *started_new(const struct settings *settings, bool handed_over);
void started_free(struct started *started);
/* Adds a sentence that names what counts from the next start on, if there is such. */
void started_tell(const struct started *started, const struct settings *now, struct buf *ret);

#endif
