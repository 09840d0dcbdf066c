/* SPDX-License-Identifier: MIT */
/*
 * The decision about one application: samples in, decisions out.
 *
 * A plain struct and pure functions of (state, inputs, now). The daemon, replay,
 * backtest and the tests drive the same functions. Nothing here does I/O, reads
 * a clock or writes a log.
 *
 *	engine_sample()   records an answer
 *	engine_tick()     decides, and says when to ask again
 */
#ifndef CORE_ENGINE_H
#define CORE_ENGINE_H

#include "core/churn.h"
#include "core/fact.h"
#include "core/guard.h"
#include "core/memory.h"
#include "core/run.h"
#include "core/verdict.h"

#define MISSES_MOST 16

/* Nobody has said where we stand. */
#define PLACE_UNKNOWN ((size_t)-2)

struct pending {
	bool holding;
	msec_t held;                   /* how long it has held, time spent in doubt left out */
	msec_t needed;                 /* by the rule, and by the guard of the hold */
	msec_t last;                   /* boot time of the last look */
	char unheard[APPROVAL_ID + 1]; /* of the question that nobody answered in time; "": none */
};

/* A rule held for a while, and no move came of it. */
struct miss {
	msec_t at;           /* wall time when it ended; 0: there is none */
	size_t state, rule;  /* indices into app->states and its rules */
	msec_t held, needed; /* by the rule and by the guard of the hold */
};

/* The right to act, when there are several observers. */
struct lease {
	enum trit held; /* unknown: it cannot be verified */
	uint64_t epoch;
	msec_t left; /* MSEC_NEVER: it does not end */
};

/* Whether all that a move needs can be reached. */
struct preflight {
	enum trit good;
	msec_t at; /* boot time of the look; 0: there was none */
	char text[128];
};

/* Whether the gates of the planned move between two Regions are open. */
struct readiness {
	bool asked; /* it has gates that are looked at; false: nothing waits for them */
	enum trit good;
	msec_t at; /* boot time of the look; 0: there was none */
	size_t from, to;
	char text[128]; /* the gate that decides, or how many there are */
};

/* Plain but for what init allocates. ballots, config, lease, preflight, readiness and what is said
 * beside them come from outside, before a tick. */
struct engine {
	const struct app *app;
	struct memory memory;
	struct world world;
	struct series *series;              /* [region * n_probes + probe] */
	struct fact *facts;                 /* [region * n_facts + fact] */
	struct churn *churns;               /* of the facts */
	size_t up, lag_probe;               /* the fact "up", the probe of the lag; or (size_t)-1 */
	struct pending pending[RULES_MOST]; /* of the rules of the current state */
	struct outage outage;               /* outlives pauses and restarted holds */
	msec_t started, last_tick, tilt_until; /* boot time */
	msec_t ended;                          /* boot time when our last run ended; 0: none did */
	msec_t wall_offset;  /* wall minus boot at the last tick: a jump is a tilt */
	bool observed;       /* the world was compared with the memory, and not too long ago */
	bool drift;          /* they disagree, or the world disagrees with itself */
	msec_t drift_since;  /* wall time when the disagreement was first seen */
	msec_t differ_since; /* boot time since when writer and traffic disagree; 0: they do not */
	msec_t late_since;   /* boot time since when what follows a move late has not; 0: it has */
	char drift_text[DETAIL_TEXT]; /* what says what, and since when */
	bool running;                 /* a run is active */
	char overdue[DETAIL_TEXT];    /* a step of it that is waited for beyond its deadline; "" */
	bool ledger;                  /* the ledger took the last write */
	enum trit kill_switch;        /* yes: off, we may act */
	size_t place; /* the Region we stand in; REGION_NONE: none of the application's; or
			 PLACE_UNKNOWN */

	struct {
		size_t asked, good; /* reference probes, and those whose newest answer is good */
	} references;

	struct ballot ballots[OBSERVERS_MOST]; /* of all observers, our own among them */
	struct finding verdicts[REGIONS_MOST]; /* of them all */
	char config[DIGEST_HEX];               /* digest of the configuration; "": not known */
	struct lease lease;
	struct preflight preflight;
	struct readiness readiness;
	struct calendar forced, planned; /* when such moves may begin */
	bool calendars;                  /* both could be read; else calendar_error says why not */
	struct error calendar_error;

	size_t proposed;                 /* 1 + the rule whose proposal was told; 0: none is told */
	struct miss misses[MISSES_MOST]; /* a ring: n_misses % MISSES_MOST is the oldest */
	size_t n_misses;
};

enum decide {
	DECIDE_NOTHING,
	DECIDE_OBSERVE, /* mode observe: it would have moved */
	DECIDE_PROPOSE, /* mode propose, or a policy asks: an operator's word is needed */
	DECIDE_MOVE,    /* start the run */
	DECIDE_ADOPT,   /* somebody else moved it: the state is now what the world is */
	DECIDE_DRIFT,   /* the world disagrees with itself: automation stops until it is mended */
	DECIDE_MENDED,  /* it agrees again */
};

struct decision {
	enum decide verb;
	bool weighed; /* a rule holds: proposal and guards are filled in */
	struct proposal proposal;
	size_t rule, target_state;
	enum trit holds; /* the facts of the rule, now: unknown freezes what it has held */
	enum trit allowed;
	struct guard guards[GUARD_COUNT];
	msec_t next;        /* boot time of the next look, at the latest */
	bool remember;      /* the memory has changed by itself: store it */
	struct miss missed; /* what ended at this tick */
	char why[256];      /* one sentence */
};

void engine_init(struct engine *engine, const struct app *app, struct now now);
void engine_done(struct engine *engine);

void engine_sample(struct engine *engine, size_t probe, size_t region,
    const struct sighting *sighting);
void engine_tick(struct engine *engine, struct decision *ret, struct now now);

/* A command, weighed by the same guards: what is wanted, and by whom. The verb is MOVE or NOTHING.
 */
void engine_command(const struct engine *engine, const struct proposal *wanted,
    struct decision *ret, struct now now);

/* The world has changed by our own doing or an operator's. */
void engine_enter(struct engine *engine, size_t state, struct now now);
void engine_begin(struct engine *engine, const struct decision *decision, struct now now);
void engine_end(struct engine *engine, const struct run *run, struct now now);
/* An operator has seen to it: ends the cooldown and the latch, and needs-operator by looking anew.
 */
void engine_ack(struct engine *engine, const char *reason, struct now now);
/* The decision that waits may be made: hash is its hash, or begins it. */
must_check bool engine_approve(struct engine *engine, const char *hash, const char *actor,
    struct now now, struct error *err);
void engine_restart_holds(struct engine *engine);
/* The pause is over: holds begin anew, and so does what was asked and not answered. */
void engine_resume(struct engine *engine);
/* After a start: what the memory says of an outage that was seen not long ago goes on. */
void engine_recall(struct engine *engine, struct now now);
/* After a reload: the near misses of rules that are still there. */
void engine_inherit(struct engine *engine, const struct engine *from);
void engine_tilt(struct engine *engine, msec_t now);

/* What we say of each Region, for the other observers; and what one of them said. It counts from
 * when its sequence was seen to change. */
void engine_ballot(const struct engine *engine, struct ballot *ret, struct now now);
void engine_heard(struct engine *engine, size_t observer, const struct ballot *ballot,
    struct now now);

/* The best Region to move to: the facts that the state's rules ask of a target, its being up, its
 * lag, then the configured order decide. REGION_NONE: there is no other. */
size_t engine_target(const struct engine *engine, msec_t now);
struct series *engine_series(const struct engine *engine, size_t probe, size_t region);
struct fact *engine_fact(const struct engine *engine, size_t fact, size_t region);
/* Of the facts that started the move, on samples taken after `since`. */
enum trit engine_recheck(const struct engine *engine, const struct move *move, msec_t since,
    char ret[DETAIL_TEXT], msec_t now);
/* The estimated loss of a forced move now: the last lag, and the time since it was measured. < 0:
 * unknown. */
double engine_loss(const struct engine *engine, size_t from, size_t to, msec_t now, double *ret_lag,
    double *ret_age);
/* "us-east-1 is serving; no reason to act.": what status and explain begin with; returns ret. */
const char *engine_sentence(const struct engine *engine, const struct decision *decision,
    char ret[256], struct now now);
/* What the facts of a weighed decision say, each with its numbers; returns ret. */
const char *engine_evidence(const struct engine *engine, const struct decision *decision,
    char ret[256]);

#endif
