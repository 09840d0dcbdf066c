/* SPDX-License-Identifier: MIT */
/*
 * The kinds of probe and of step. To teach failoverd a new one, write one struct
 * with its two or four functions and name it in daemon/catalog.c.
 *
 * ask and judge are pure: they read the context and write only what they return
 * (and, for steps, memo and scratch). An ask may run again for the same step.
 */
#ifndef CORE_KIND_H
#define CORE_KIND_H

#include "base/buf.h"
#include "base/option.h"
#include "core/call.h"
#include "core/memo.h"
#include "core/notice.h"
#include "core/sample.h"
#include "core/world.h"

struct app;
struct automation;
struct check_kind;
struct move;
struct right;

/* ---- probes ---- */

struct probe_ctx {
	const struct app *app;
	size_t region;    /* index into app->regions */
	const void *args; /* decoded by the kind's options */
	struct now now;   /* when asked, when judged */
	uint32_t
	    turn; /* grows by one each time this probe asks; for choosing among equal endpoints */
	const struct world *world;
};

struct probe_kind {
	const char *name; /* "http", as the configuration writes it */
	const char *help;
	const struct option *options;
	size_t args_size;
	bool global; /* asked once for the application, and not once a Region: region is then 0 */
	const char
	    *needs; /* member of the application that must be configured: "aurora"; or NULL */
	const struct right *rights; /* what it asks of AWS, of aws/right.h; NULL: nothing */
	bool (*ask)(const struct probe_ctx *ctx, struct call *ret, struct error *err);
	/* Fills outcome, reason, value and detail of ret; at and latency are already there. */
	void (*judge)(const struct probe_ctx *ctx, const struct answer *answer,
	    struct sighting *ret, struct world *world);
};

/* ---- steps ---- */

enum verdict {
	VERDICT_DONE,      /* look: the claim is true. act: accepted */
	VERDICT_NOT_YET,   /* look: the claim is not true, and nothing is under way. act: unclear,
			      look first */
	VERDICT_UNDER_WAY, /* look: not true yet, but somebody is making it so: do not act, look
			      again */
	VERDICT_MORE,      /* look: one of several answers that are needed: ask again at once. act:
			      accepted, and one of several acts: look, and act again */
	VERDICT_RETRY,     /* look: a passing fault. act: certainly not taken; may be sent again */
	VERDICT_FAIL,      /* asking again cannot help */
};

struct step_ctx {
	const struct app *app;
	const struct move *move;
	const void *args;
	struct now now;
	msec_t started;    /* wall time: when the run began */
	uint32_t turn;     /* grows by one with each look; an act has that of the look before it */
	const char *token; /* UUID text: the same for each attempt of this step of this run */
	enum trit recheck; /* whether the facts that started the run still hold on fresh samples, or
			      those that the kind waits for */
	const char *recheck_text; /* the same in words */
	bool unsure;         /* an act may have been taken, and whether it was nobody has said */
	struct memo *memo;   /* lives, and is stored, with the run: never a secret */
	struct buf *scratch; /* lives with the step, in memory only, wiped: secrets may be here */
	char *detail;        /* DETAIL_TEXT bytes: what was seen, for the journal and the report */
	char *request_id;    /* 64 bytes: AWS's */
	struct notice *notice; /* what a person must hear though the run goes on */
};

struct action {
	bool (*ask)(const struct step_ctx *ctx, struct call *ret, struct error *err);
	enum verdict (*judge)(const struct step_ctx *ctx, const struct answer *answer,
	    struct error *err);
};

struct step_kind {
	const char *name; /* "aurora-writer" */
	const char *help;
	const char *claim; /* "the database writer is in {to}" */
	const char
	    *manual; /* what a person does when the step cannot; {from} and {to} are filled in */
	const struct option *options;
	size_t args_size;
	const char *needs;
	struct action look;
	struct action act; /* ask is NULL for a step that only waits until its claim is true */
	msec_t every;      /* pause between looks */
	msec_t deadline;   /* for the whole step */
	msec_t patience;   /* so much longer, while the look says VERDICT_UNDER_WAY: what others do
			      cannot be hurried, and to stop looking would not end it */
	msec_t
	    settle; /* after an act whose answer is not known: look this long before acting again */
	bool best_effort; /* its failure is reported and does not stop the run */
	bool approves;    /* it waits for a person's word: run_approve() */
	/* With these args it only waits until its claim is true. NULL: it acts, if it has an act.
	 */
	bool (*looks_only)(const void *args);
	/* With these args it may lose writes in any move, a planned one too. NULL: it does not. */
	bool (*loses)(const void *args);
	/* What a person undoes when the run is given up after its act; {from} and {to} are filled
	 * in. NULL: its act does no harm by itself. */
	const char *undo;
	/* The step that takes its act back, when the run is given up before the point of no
	 * return; it has the same args, token and memo. NULL: a person does, if undo says so. */
	const struct step_kind *back;
	/* The facts that it waits for, of its args: recheck then says whether they hold. NULL: it
	 * waits for none. */
	const struct option_list *(*when)(const void *args);
	bool gates; /* it waits for the gates of a planned move: recheck says whether all are open,
		       by looks that began after the step */
	const struct check_kind *check; /* whether its act could be done; NULL: nothing tells */
	const struct right *rights;     /* what it asks of AWS, of aws/right.h; NULL: nothing */
	/* The step as actions of Systems Manager, of aws/automation.h; NULL: a person does it. */
	void (*automate)(const struct step_ctx *ctx, struct automation *ret);
};

#endif
