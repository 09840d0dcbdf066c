/* SPDX-License-Identifier: MIT */
/*
 * What people must be told, and when: a decision like any other, pure, made of
 * what the engine knows. Nothing that automation does or leaves undone changes
 * it: a loss is told when it is paused, too.
 *
 * Each alert is told once when it begins, and once when it has been over for a
 * while; what comes and goes in between is the same trouble.
 */
#ifndef CORE_ALERT_H
#define CORE_ALERT_H

#include "core/engine.h"

enum alert_id {
	ALERT_LOSS,        /* the Region that serves is down */
	ALERT_FAILING,     /* too many of its answers fail, for minutes */
	ALERT_BLIND,       /* nothing is known of any Region */
	ALERT_QUORUM,      /* too few observers are left to find that a Region is down */
	ALERT_DRIFT,       /* writer, traffic and what follows them disagree */
	ALERT_OPERATOR,    /* a run has failed */
	ALERT_OVERDUE,     /* a run waits, longer than it should, for what is under way */
	ALERT_HANDS,       /* what a move needs is refused or out of reach */
	ALERT_GREY,        /* some of its answers fail, for minutes */
	ALERT_UNWATCHED,   /* a Region's probes say nothing: they are blocked, say */
	ALERT_OBSERVER,    /* an observer is silent, cut off, or alone with what it says */
	ALERT_ADOPTED,     /* somebody else moved the application */
	ALERT_STANDBY,     /* there is nowhere to go */
	ALERT_LAG,         /* a failover would lose more than half of what is allowed */
	ALERT_LAG_UNKNOWN, /* nobody knows what a failover would lose */
	ALERT_CERTIFICATE, /* the fact "certificate" says no */
	ALERT_TILT,        /* time jumped, or we were stopped */
	ALERT_COUNT,
};

#define ALERT_BUCKETS 30
#define ALERT_TEXT    384

/* The failed and the good answers of a Region's critical probes, over minutes. */
struct band {
	struct {
		int good, bad;
	} buckets[ALERT_BUCKETS];

	size_t next;
	msec_t counted; /* boot time up to which answers are in it */
};

struct alarm {
	msec_t since; /* boot time when its condition began; 0: it does not hold */
	msec_t until; /* boot time when it held last */
	bool raised;
};

/* Zeroed at first. */
struct alerts {
	struct alarm alarms[ALERT_COUNT];
	struct band bands[REGIONS_MOST];
	msec_t looked; /* boot time */
};

struct alert {
	enum alert_id id;
	const char *name; /* "loss"; stable */
	bool page;        /* somebody must get up; else it is for the morning */
	bool ends;
	char text[ALERT_TEXT];
};

/* After a tick; no more than once a second is looked, for it costs more than a tick, and no more
 * than a few seconds may pass. Returns how many are to be told: those that begin, and those that
 * end. */
size_t alert_look(struct alerts *alerts, const struct engine *engine,
    const struct decision *decision, struct alert ret[ALERT_COUNT], struct now now);

/* When the first of those whose condition holds will have held for long enough; MSEC_NEVER. */
msec_t alert_next(const struct alerts *alerts);

const char *alert_name(enum alert_id id);
bool alert_pages(enum alert_id id); /* somebody must get up for it */

#endif
