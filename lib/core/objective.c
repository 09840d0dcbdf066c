/* SPDX-License-Identifier: MIT */
/* What moves are measured against, and how often they are practised. */
#include "core/app.h"

const struct option objective_options[] = {
	{ "rto", OPTION_DURATION, offsetof(struct objectives, rto), "\"0s\"",
	    "How long an outage may last, from its onset until the application answers from "
	    "another Region: what the report of a run is measured against. 0s: not said." },
	{ "rpo", OPTION_DURATION, offsetof(struct objectives, rpo), "\"0s\"",
	    "Writes of how long may be lost, for the report of a run; what may be lost before a "
	    "failover begins is guards.max_loss. 0s: not said." },
	{ 0 },
};

const struct option drill_options[] = {
	{ "max_age", OPTION_DURATION, offsetof(struct drills_spec, max_age), "\"0s\"",
	    "How old the last good drill of failover and of failback may be before an alert says so. "
	    "It never holds a move back. 0s: no alert." },
	{ 0 },
};
