/* SPDX-License-Identifier: MIT */
/*
 * Reference probes: endpoints that have nothing to do with any application.
 * When most of them do not answer, it is we who are cut off, and our verdicts
 * on Regions are worth nothing. Any HTTP answer counts: only reach is asked.
 */
#ifndef DAEMON_REFERENCES_H
#define DAEMON_REFERENCES_H

#include "daemon.h"

struct references;

struct references *references_new(struct daemon *daemon);
void references_free(struct references *references);
bool references_isolated(const struct references *references); /* as it was told last */
/* How many have been asked, and how many of those answered last time. */
void references_count(const struct references *references, size_t *ret_asked, size_t *ret_good);

#endif
