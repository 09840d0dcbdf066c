/* SPDX-License-Identifier: MIT */
/*
 * All observers of a scenario: what they tell each other, which of them may act,
 * what people ask of them, and the move that is under way.
 */
#ifndef CTL_PLAY_TEAM_H
#define CTL_PLAY_TEAM_H

#include "config/config.h"
#include "play_run.h"
#include "play_watch.h"

/* Something was decided. */
struct play_action {
	long t;
	const char *what; /* "failover", "step", "alert", "refuse", "adopt" */
	bool inner;     /* of interest to those who look at this daemon only: "propose", "drift" */
	const char *to; /* a Region's name in the scenario, or NULL */
	const char *method;             /* of a move: "failover", "switchover" */
	const char *op;                 /* of a step: the call to AWS */
	const char *severity, *subject; /* of an alert, of a refusal */
	const char *text;               /* for people */
	const char *who;                /* the observer; NULL: none of them */
};

typedef void play_action_fn(const struct play_action *action, void *arg);

struct play_lease {
	size_t holder; /* n: nobody */
	uint64_t epoch;
	msec_t taken;   /* boot time: it may act a while after */
	msec_t renewed; /* boot time */
};

struct play_team {
	const struct play_scene *scene;
	struct config *config; /* owned */
	struct play_watch watches[OBSERVERS_MOST];
	size_t n;
	size_t traffic; /* the Region that the routing controls let in */
	struct play_lease lease;
	struct play_move move;
	/* What all of them find where they run. */
	bool ledger;
	enum trit kill_switch;
	struct preflight preflight;
	struct readiness readiness;
	msec_t adopted; /* boot time when that was said last */
	struct play_calm calm;
	bool hears[OBSERVERS_MOST][OBSERVERS_MOST]; /* [who][of whom], at the last look */
	play_action_fn *say;
	void *arg;
	struct now now;
	long t;
};

/* config: of play_policy_load() or the like; it is taken over. */
void play_team_init(struct play_team *team, const struct play_scene *scene, struct config *config,
    play_action_fn *say, void *arg);
void play_team_done(struct play_team *team);
/* A move that one of them decided on, or was told to make. */
void play_team_move(struct play_team *team, size_t by, const struct decision *decision);
/* One second passes; it has all that the line says. */
void play_team_second(struct play_team *team, const struct play_line *line);

define_autodone(struct play_team, play_team_done)

#endif
