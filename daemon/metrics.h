/* SPDX-License-Identifier: MIT */
/*
 * What monitoring asks of us: all that is known now, as metrics. A table of families makes the text
 * and the manual; names are stable. What is not known has no sample.
 */
#ifndef DAEMON_METRICS_H
#define DAEMON_METRICS_H

#include "daemon.h"
#include "metrics_text.h"

struct metrics_family {
	const char *name, *type, *help;
	void (*fill)(struct metrics_text *text, const struct daemon *daemon, struct now now);
};

extern const struct metrics_family metrics_families[],   /* of the daemon */
    metrics_app_families[], metrics_region_families[],   /* of applications and Regions */
    metrics_aws_families[],                              /* of the calls to AWS */
    metrics_process_families[];                          /* each ends with a NULL name */
extern const struct metrics_family *const metrics_all[]; /* those tables; ends with NULL */

void metrics_write(const struct daemon *daemon, bool open, struct buf *ret, struct now now);

struct exchange;
void metrics_reply(const struct daemon *daemon, struct exchange *exchange);

/* Listens where "metrics" of failoverd.json says. NULL without an error: nowhere. */
struct metrics_server;
struct metrics_server *metrics_server_new(struct daemon *daemon, struct error *err);
void metrics_server_free(struct metrics_server *server);

#endif
