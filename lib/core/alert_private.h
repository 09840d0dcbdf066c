/* SPDX-License-Identifier: MIT */
/* What the conditions of the alerts share. Only lib/core/alert*.c includes it. */
#ifndef CORE_ALERT_PRIVATE_H
#define CORE_ALERT_PRIVATE_H

#include "core/alert.h"

/* What a condition sees, and where it says what it found. */
struct look {
	const struct alerts *alerts;
	const struct engine *engine;
	const struct decision *decision;
	struct now now;
	char *text; /* ALERT_TEXT bytes; NULL: only whether it holds is asked */
};

/* The Region's name. */
const char *alert_region(const struct look *l, size_t region);
/* We have watched for long enough, and are sound: what we do not know is not our own fault. */
bool alert_warm(const struct look *l);

/* alert_serving.c: the Region that serves */
bool alert_loss(const struct look *l);
bool alert_failing(const struct look *l);
bool alert_grey(const struct look *l);
/* alert_watch.c: what is not known, and those who watch */
bool alert_blind(const struct look *l);
bool alert_unwatched(const struct look *l);
bool alert_quorum(const struct look *l);
bool alert_observer(const struct look *l);
bool alert_tilt(const struct look *l);
/* alert_move.c: what a move needs, and what became of one */
bool alert_drift(const struct look *l);
bool alert_operator(const struct look *l);
bool alert_overdue(const struct look *l);
bool alert_hands(const struct look *l);
bool alert_adopted(const struct look *l);
bool alert_standby(const struct look *l);
bool alert_lag(const struct look *l);
bool alert_lag_unknown(const struct look *l);
bool alert_certificate(const struct look *l);

#endif
