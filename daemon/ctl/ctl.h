/* SPDX-License-Identifier: MIT */
/* failoverctl: what its verbs share. */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include "client.h"
#include "options.h"

/* Frozen: scripts depend on them. failoverctl(1) lists them. */
enum ctl_exit {
	CTL_DONE = 0,
	CTL_FAILED = 1,
	CTL_USAGE = 2,
	CTL_CONFIG = 3,      /* the configuration is wrong */
	CTL_UNREACHABLE = 4, /* no failoverd answers */
	CTL_REFUSED = 5,     /* by a guard */
	CTL_WAITING = 6,     /* waited long enough; the run goes on */
	CTL_NEEDS_OPERATOR = 7,
	CTL_DENIED = 8,
	CTL_STALE = 9, /* the world is not as the command says */
};

struct ctl {
	struct options options;
	char **args; /* after the verb */
	size_t n_args;
	struct client *client; /* NULL: the verb needs none */
	char application[64];  /* of ctl_application() */
};

typedef int verb_fn(struct ctl *ctl);

verb_fn drill_verb;
verb_fn plan_verb, run_verb;
verb_fn init_verb, export_verb, decisions_verb, replay_verb, doctor_verb, audit_verb;
verb_fn readiness_verb, waive_verb;
verb_fn status_verb, explain_verb, failover_verb, switchover_verb, failback_verb, pause_verb,
    resume_verb, ack_verb, approve_verb, runs_verb, watch_verb, log_verb, config_verb, machine_verb,
    play_verb, backtest_verb, reload_verb, version_verb;

/* Says what went wrong on stderr, and as JSON on stdout when that was asked for. */
int ctl_usage(const char *fmt, ...) printf_like(1, 2);
int ctl_unreachable(const struct ctl *ctl, const struct error *err);
int ctl_problem(const struct ctl *ctl, const struct said *said);

/* Asks, and says what went wrong; CTL_DONE: ret is the caller's. body is taken over. */
int ctl_ask(const struct ctl *ctl, const char *method, const char *path, json_t *body,
    struct said *ret);
/* The same for a path of the application that is meant: "/explain". */
int ctl_ask_application(struct ctl *ctl, const char *method, const char *path, json_t *body,
    struct said *ret);
/* --limit, or 20; NULL: it is no number, and the user was told. */
const char *ctl_limit(const struct ctl *ctl);
/* Shows the newest of what the application has: "runs". */
int ctl_list(struct ctl *ctl, const char *what, void (*show)(const json_t *list));
/* Fills ctl->application: --app, or the only one. */
int ctl_application(struct ctl *ctl);

#endif
