/* SPDX-License-Identifier: MIT */
/*
 * What there is to see in one second of a scenario. Signals stay until a line
 * says otherwise; answers and events are of that second alone.
 */
#ifndef CTL_PLAY_LINE_H
#define CTL_PLAY_LINE_H

#include "play_scan.h"
#include "play_scene.h"

#define PLAY_ANSWERS_MOST ((size_t)OBSERVERS_MOST * REGIONS_MOST * PLAY_ENDPOINTS_MOST)
#define PLAY_CALLS_MOST   64
#define PLAY_EVENTS_MOST  16

/* A probe's answer. */
struct play_answer {
	uint8_t observer, region, endpoint;
	uint8_t reason;  /* enum reason */
	int32_t latency; /* milliseconds */
	double value;    /* NaN: it has none */
};

/* Of replication from one Region to another. */
struct play_lag {
	bool known;
	double ms; /* below 0: not applicable */
	msec_t age;
};

enum play_role {
	PLAY_ROLE_UNKNOWN,
	PLAY_ROLE_WRITER,
	PLAY_ROLE_READER,
	PLAY_ROLE_NONE,
};

enum play_status {
	PLAY_STATUS_UNKNOWN,
	PLAY_STATUS_AVAILABLE,
	PLAY_STATUS_UNAVAILABLE,
	PLAY_STATUS_FAILING_OVER,
	PLAY_STATUS_SWITCHING_OVER,
	PLAY_STATUS_REBUILDING,
};

/* The database in a Region, as the control plane tells of it. */
struct play_db {
	enum play_role role;
	enum play_status status;
};

/* What AWS knows of the databases. */
struct play_aws {
	struct play_db dbs[REGIONS_MOST];
	struct play_lag lags[REGIONS_MOST][REGIONS_MOST]; /* [from][to] */
	size_t secret;                                    /* the Region that each secret names */
	size_t answer; /* the Region that the public name answers */
};

/* Of an observer itself. */
struct play_self {
	bool up;
	double anchors; /* share of its reference probes that answer */
	bool resolver, credentials, clock, peers;
};

/* What becomes of a call to AWS: its name, with or without a place, or "*". */
struct play_call {
	char name[PLAY_NAME];
	enum reason reason;
};

enum play_happening {
	PLAY_NOTHING,
	PLAY_CLOCK_STEP,
	PLAY_REQUEST,
	PLAY_APPROVE,
	PLAY_SWITCH,
	PLAY_PAUSE,
	PLAY_RESUME,
	PLAY_MAINTENANCE,
	PLAY_MAINTENANCE_END,
	PLAY_CHANGE,
	PLAY_CHANGE_END,
	PLAY_KILL,
	PLAY_START,
	PLAY_STOP,
	PLAY_CONTINUE,
	/* only in the form for people */
	PLAY_ACK,
	PLAY_CONSENT, /* to the decision that waits */
	PLAY_KILL_SWITCH,
	PLAY_LEDGER,
	PLAY_PREFLIGHT,
	PLAY_READINESS,
	PLAY_CONFIG,
	PLAY_PLACE,
	PLAY_ISOLATE,
	PLAY_REJOIN,
	PLAY_LEASE,
	PLAY_WRITER,
	PLAY_SECRET,
	PLAY_PUBLIC_NAME,
	PLAY_IN_FLIGHT,
	PLAY_MOVES,
	PLAY_API, /* what becomes of a call, of action's name: is: it works, is refused, unanswered
		   */
};

struct play_event {
	enum play_happening what;
	char who[PLAY_NAME];    /* observer or instance */
	char action[PLAY_NAME]; /* of a request or an approval: "failback" */
	size_t to;              /* a Region, or REGION_NONE */
	double seconds;         /* of a step of the clock */
	double until;           /* of a maintenance; 0: it does not say */
	enum trit is;           /* what is set: on, lost, good */
	bool accept_loss, database_only;
};

#define PLAY_LIKELY_MOST 128

/* How an answer is written, up to its time, and what that means. */
struct play_likely {
	char text[63];
	uint8_t len; /* 0: nothing is known */
	struct play_answer answer;
};

#define PLAY_GROUPS 4

/* What was read last of a group of signals. */
struct play_group {
	size_t len;
	char text[2048];
};

struct play_line {
	long t, before; /* of this line, and of the one before; -1: there is none */
	struct play_answer answers[PLAY_ANSWERS_MOST];
	struct play_event events[PLAY_EVENTS_MOST];
	struct play_call calls[PLAY_CALLS_MOST];
	struct play_self selves[OBSERVERS_MOST];
	/*
	 * A line says what is so when its second ends, and with that what was decided in
	 * it has been done. What is asked of AWS in that second is answered by what was
	 * so when it began: the line before.
	 */
	struct play_aws aws, after;
	size_t n_answers, n_events, n_calls;
	struct play_group groups[PLAY_GROUPS]; /* of those that stay */
	struct play_likely likely[PLAY_LIKELY_MOST];
	size_t tail_len; /* of what the last line ended with: all signals that stay; 0: not kept */
	char tail[4096];
	/* What becomes of what is asked of AWS by a probe; REASON_NONE: calls says it. */
	uint8_t asked[PLAY_ENDPOINTS_MOST][REGIONS_MOST];
	bool changed;    /* something beside answers is not as it was a second ago */
	bool move_fails; /* whatever moves now, its run fails */
};

/* Zeroed first, but t is -1; read anew from line to line, without its line end. */
must_check bool play_line_read(const struct play_scene *scene, const char *text, size_t len,
    struct play_line *line, struct error *err);
/* What becomes of "db.describe" at a place, or without one (NULL). */
enum reason play_line_call(const struct play_line *line, const char *name, const char *place);

#endif
