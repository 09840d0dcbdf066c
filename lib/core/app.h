/* SPDX-License-Identifier: MIT */
/*
 * An application as the configuration describes it: where it lives, what to
 * ask, which facts that makes, which guards hold it back, how it is moved.
 *
 * Immutable once loaded. The configuration owns it and every string in it; a
 * reload makes a new one and swaps it whole.
 */
#ifndef CORE_APP_H
#define CORE_APP_H

#include "core/kind.h"

enum mode {
	MODE_UNSET,
	MODE_OBSERVE, /* decides and records, never acts */
	MODE_PROPOSE, /* waits for an operator */
	MODE_AUTO,    /* acts */
};

/* An Aurora cluster, a routing control, an answer of the public name: what a Region has. */
struct region_spec {
	const char *name;    /* "us-east-1" */
	const char *cluster; /* ARN of its Aurora cluster; NULL when the application has none */
	const char *routing_control;  /* ARN, or NULL */
	struct option_list addresses; /* what the public name answers while this Region serves */
};

struct aurora_spec {
	const char *global_cluster; /* identifier; NULL: the application has no database */
	struct option_map kms_keys; /* Region -> ARN of the customer's key that encrypts it there */
};

struct secret_spec {
	const char *id;             /* name or ARN of the secret; NULL: none */
	const char *member;         /* the JSON member that holds the database endpoint */
	struct option_map kms_keys; /* Region -> ARN of the customer's key that encrypts it there */
};

struct routing_spec {
	const char *panel; /* ARN of the control panel, or NULL */
	struct option_map
	    endpoints; /* Region -> URL of the cluster's endpoints, five on AWS; n is 0: none */
};

struct dns_spec {
	const char *name;           /* the public name; NULL: none */
	struct option_list servers; /* the zone's authoritative servers, "IP" or "IP:port" */
	const char *zone;           /* id of its hosted zone in Route 53; NULL: not said */
};

struct probe_spec {
	const char *name; /* "api" */
	const struct probe_kind *kind;
	const void *args;
	msec_t every, timeout;
	bool critical; /* counts towards the built-in facts down and up */
	bool alone;    /* its total loss counts as the Region's, whatever the others answer */
	double weight; /* importance within a ratio; 1 unless said */
};

enum fact_kind {
	FACT_RATIO,    /* share of failed answers over a window */
	FACT_STREAK,   /* so many in a row */
	FACT_VALUE,    /* the newest value against a limit, if fresh */
	FACT_LATENCY,  /* a quantile of what answers took over a window; no answer has no latency */
	FACT_TOGETHER, /* at least so many of other facts of the same Region */
};

#define TOGETHER_MOST 32

struct fact_spec {
	const char *name;
	enum fact_kind kind;
	const size_t *probes; /* indices into app->probes; none for together */
	size_t n_probes;
	struct compare holds;  /* ratio, value, latency: yes when this holds */
	struct compare clears; /* ratio, latency: no again when this holds; NONE: as soon as holds
				  does not */
	msec_t over;           /* ratio, latency: the window */
	int samples;           /* conclusive samples that the window needs: ratio: of each probe;
				  latency: of all of them */
	msec_t fresh;          /* samples and values older than this are unknown */
	int fails, passes;     /* streak: yes after so many fails, no after so many passes */
	double quantile;       /* latency: 0.95 for p95, above 0 and below 1 */
	const size_t *of;      /* together: indices into app->facts, each below its own */
	size_t n_of;           /* at most TOGETHER_MOST */
	int at_least;          /* together */
	bool half; /* ratio that rises: half of its probes must pass the limit each, too,
		      so that one dead endpoint of many is not the whole */
};

enum role {
	ROLE_HOME,
	ROLE_ACTIVE,
	ROLE_TARGET,
};

#define WHEN_MOST  8
#define RULES_MOST 8

struct rule_spec {
	struct fact_ref {
		enum role role;
		size_t fact; /* index into app->facts */
		bool negate;
	} when[WHEN_MOST];

	size_t n_when;
	msec_t hold; /* for at least this long, beside what the guards ask */
	size_t go;   /* index into app->states */
};

enum move_kind {
	MOVE_FAILOVER,   /* forced: the old Region may be gone, writes may be lost */
	MOVE_SWITCHOVER, /* planned, between sound Regions; no write is lost */
	MOVE_FAILBACK,   /* a switchover to home */
};

struct state_spec {
	const char *name;
	const char *sentence; /* for people: "serving from {active}, its home" */
	struct rule_spec rules[RULES_MOST];
	size_t n_rules;
	const struct runbook *run; /* NULL in a state that watches */
	enum move_kind move;
	size_t done, failed, abandoned; /* where the outcome of run leads */
	bool waits;                     /* for an operator */
};

/* Steps of a runbook that run beside each other, and follow each other in its list. */
struct step_group {
	const char *name;
	size_t first, n; /* of runbook->steps; at least two */
};

struct step_spec {
	const char *name; /* the kind's, unless the configuration gives another */
	const struct step_kind *kind;
	const void *args;
	msec_t every, deadline;
	bool best_effort; /* as that of its kind, or by the runbook's own word */
	msec_t patience;  /* so much longer, while others are seen to make its claim true */
	const struct step_group *group; /* NULL: it runs alone */
	size_t of;                      /* on the way back: the step whose act it takes back */
};

struct runbook {
	const char *name;
	const struct step_spec *steps;
	size_t n_steps;
	size_t no_return; /* index of the first step after whose act there is no way back; of a
			     group: its first step */
	size_t n_undo;    /* behind them in the list: the way back, the last act's first */
};

enum policy {
	POLICY_HOLD, /* wait; page */
	POLICY_ASK,  /* propose to an operator */
	POLICY_GO,
};

enum failback {
	FAILBACK_APPROVE, /* an operator says when */
	FAILBACK_AUTO,
};

#define OBSERVERS_MOST 9

struct observer_spec {
	const char *name;
	size_t place; /* the Region it stands in; REGION_NONE: in none of the application's */
};

/* All who watch the application, this daemon among them. */
struct observers_spec {
	const struct observer_spec *list;
	size_t n;          /* 0: "observers": "single" */
	size_t self;       /* which of them we are */
	msec_t quorum_for; /* their verdict must have been the same for so long */
};

enum contested {
	CONTESTED_WAIT, /* hold_contested longer */
	CONTESTED_ASK,  /* and an operator must approve */
};

enum approvals {
	APPROVAL_NEVER,
	APPROVAL_FAILBACK, /* every planned move that automation decides on */
	APPROVAL_ALWAYS,
};

/* When nobody answers for approval_for. */
enum on_timeout {
	TIMEOUT_HOLD,
	TIMEOUT_GO,
};

/* Planned moves, or all of them. */
enum scope {
	SCOPE_PLANNED,
	SCOPE_ALL,
};

/* The limits of the guards; core/limits.c has their option table, with the reasons. */
struct limits {
	msec_t hold, hold_single;      /* G06 */
	msec_t hold_contested;         /* G06 */
	int contested;                 /* G05: enum contested */
	msec_t newest;                 /* G06: the newest samples that must still fail */
	msec_t cooldown;               /* G07 */
	int budget_day, budget_week;   /* G08 */
	msec_t max_loss, loss_age;     /* G10 */
	int unknown_loss;              /* G10: enum policy */
	msec_t max_lag, lag_for;       /* G11 */
	msec_t target_up;              /* G13 */
	msec_t stable, stable_request; /* G21: automatic, at an operator's request */
	msec_t warm_up;                /* G04 */
	msec_t tilt;                   /* G04 */
	int failback;                  /* G09: enum failback */
	const char *kill_switch;       /* G02: path; the file's presence is the switch */
	msec_t preflight;              /* G12: 0: not asked for */
	int flaps;                     /* G15 */
	msec_t flaps_over;             /* G15 */
	const char *time_zone;         /* G16: as core/calendar.h reads it, or a name */
	const char *zone_rule;         /* G16: the rule that the name stands for; NULL: time_zone
					  is one itself */
	struct option_list windows;    /* G16: of planned moves; none: at any time */
	struct option_list failover_windows; /* G16 */
	struct option_list freezes;          /* G16 */
	int freeze;                          /* G16: what freezes stop: enum scope */
	int approval;                        /* G17: enum approvals */
	msec_t approval_for;                 /* G17 */
	int approval_timeout;                /* G17: enum on_timeout */
	msec_t lease_left;                   /* G18 */
};

extern const struct option limits_options[];

/* What a move is measured against, afterwards; 0: not said. */
struct objectives {
	msec_t rto; /* from the onset of the outage until the application answers again */
	msec_t rpo; /* of writes that may be lost */
};

struct drills_spec {
	msec_t max_age; /* an older last good drill is told; 0: never */
};

extern const struct option objective_options[], drill_options[];

struct app {
	const char *name;
	int mode; /* enum mode */
	size_t home;
	struct region_spec *regions;
	size_t n_regions;
	struct aurora_spec aurora;
	struct secret_spec secret;
	struct routing_spec routing;
	struct dns_spec dns;
	struct probe_spec *probes;
	size_t n_probes;
	struct fact_spec *facts;
	size_t n_facts;
	struct state_spec *states;
	size_t n_states;
	size_t start, observed_away, needs_operator; /* states with a meaning of their own */
	struct runbook *failover, *switchover;       /* failback is a switchover to home */
	struct limits limits;
	struct objectives objectives;
	struct drills_spec drills;
	struct observers_spec observers;
};

extern const struct option region_options[], aurora_options[], secret_options[], routing_options[],
    dns_options[];

size_t app_region(const struct app *app, const char *name); /* REGION_NONE: there is none */
size_t app_region_of_arn(const struct app *app, const char *cluster_arn);
size_t app_fact(const struct app *app, const char *name); /* (size_t)-1: there is none */
/* Samples that a series of this probe must keep, for the longest window over it. */
size_t app_window(const struct app *app, size_t probe);

const char *mode_name(int mode);
const char *move_name(enum move_kind kind); /* "failover" */
extern const char *const mode_words[];

#endif
