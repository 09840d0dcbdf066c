/* SPDX-License-Identifier: MIT */
/*
 * What operators may ask for. The API parses and authorises, this does it: the
 * same runbooks and guards as automation, and one ledger event each.
 */
#ifndef DAEMON_COMMAND_H
#define DAEMON_COMMAND_H

#include "application.h"

enum command_verb {
	COMMAND_FAILOVER,
	COMMAND_SWITCHOVER,
	COMMAND_FAILBACK,
	COMMAND_PAUSE,
	COMMAND_RESUME,
	COMMAND_ACK,
	COMMAND_APPROVE,
	COMMAND_ABORT,
};

struct command {
	enum command_verb verb;
	const char *from,
	    *to;    /* Region names; NULL: from is the active one, to the target (failback: home) */
	bool force; /* failover: accept unknown or too large a loss */
	bool dry_run;     /* weigh only */
	msec_t pause_for; /* pause: at most 24 h */
	const char *id;   /* approve: the hash of the decision, or its beginning; or a run. abort: a
			     run */
	const char *actor, *reason; /* both required */
	const char *plan, *digest;  /* a move that was planned: the plan's id; or NULL */
};

enum command_result {
	COMMAND_DONE,
	COMMAND_STARTED, /* reply.run names the run */
	COMMAND_REFUSED, /* by guards: reply.decision has them all */
	COMMAND_INVALID, /* it makes no sense now: reply.message says why */
	COMMAND_BUSY,    /* a run is active: reply.run names it */
};

struct reply {
	enum command_result result;
	char message[640]; /* one sentence, or what a run says of its end */
	char run[RUN_ID];
	struct decision decision; /* of the three moves */
};

void command_do(struct application *application, const struct command *command, struct reply *ret);

#endif
