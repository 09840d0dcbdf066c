/* SPDX-License-Identifier: MIT */
/*
 * What failed of the checks, told once: when something fails that did not before,
 * and when nothing does any more. Of another move everything is news.
 */
#ifndef DAEMON_DOCTOR_TELL_H
#define DAEMON_DOCTOR_TELL_H

#include "application.h"
#include "base/buf.h"

/* Zeroed it has told nothing. Names are kept as lines, "us-east-1 us-west-2 arc-endpoints". */
struct told_checks {
	struct buf before, now, text;
	char way[160]; /* of the move that is looked at: "us-east-1 us-west-2 " */
	bool news;
};

void told_begin(struct told_checks *told, const struct app *app, const struct move *move);
void told_add(struct told_checks *told, const char *name, const char *detail);
/* Says what there is to say. */
void told_end(struct told_checks *told, const struct application *application);
void told_copy(struct told_checks *told, const struct told_checks *from);
void told_done(struct told_checks *told);

#endif
