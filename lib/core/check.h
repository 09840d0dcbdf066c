/* SPDX-License-Identifier: MIT */
/*
 * What a move will need, tried before it is needed: by calls that change nothing,
 * and each with what it would mean if it were not so.
 *
 * A check asks one or several questions, judges each answer, and sums them up.
 * What is not known (no answer, throttled, garbled) stays unknown: it is neither
 * good nor bad, and what was known before is known on, only older. A question
 * that is asked in the Region to be left is an aside: a move must be able to do
 * without its answer, so whatever it says is a warning at most.
 *
 * A gate is a check that a planned move waits for: it is yes when its health is
 * ok, unknown when that is, and no in every other case. It asks both Regions, for
 * such a move needs both, and there are no asides.
 *
 * ask, judge and sum are pure. To try something new, write a struct check_kind
 * and name it in daemon/catalog.c, or in the kind of step that needs it.
 */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include "base/option.h"
#include "core/call.h"
#include "core/move.h"
#include "core/sample.h"

#define CHECK_QUESTIONS_MOST 16
#define CHECK_MARK           256

/* The order is that of concern. */
enum health {
	HEALTH_OK,
	HEALTH_WARN,
	HEALTH_UNKNOWN,
	HEALTH_FAIL,
};

struct endpoint_settings;
struct right;

/* What is so with ourselves. All borrowed. */
struct check_site {
	const struct endpoint_settings *endpoints; /* of aws/endpoint.h */
	const struct option_list *references;
	const char *place;      /* the Region that we stand in; "" not known */
	const char *sts_region; /* where roles are assumed first; "": any Region */
	const char *trouble;    /* why the ledger takes no writes; NULL: it does */
	msec_t lag_age;         /* a lag that is older counts as unknown */
	enum trit lease;        /* the right to act is ours */

	struct {
		enum trit is;
		msec_t since; /* for so long */
	} up;                 /* what the probes say of the target */
};

struct check_ctx {
	const struct app *app;
	const struct move *move; /* that may be needed next: kind, from and to are filled in */
	const void *args;        /* of the step that brings the check; else NULL */
	const struct check_site *site;
	struct now now;
	size_t nth;                     /* which of the questions */
	const struct opinion *opinions; /* of the questions before it; NULL: there are none */
};

/* What one answer says; or, summed up, all of them. */
struct opinion {
	enum health health;
	char detail[DETAIL_TEXT]; /* what was seen */
	char remedy[DETAIL_TEXT]; /* "": nothing need be done, or the detail says it */
	char mark[CHECK_MARK];    /* what the questions after it, and the sum, go by */
	msec_t took;              /* -1: nothing was asked */
};

struct check_kind {
	const char *name;     /* "arc-endpoints" */
	const char *why;      /* what it matters */
	const char *unproved; /* what only the act itself can show; or NULL */
	bool reads;           /* by those who watch, and not with the rights of a move */
	bool waivable; /* of a gate: a person may take it upon himself; no write is lost by it */
	/* How many questions, at most CHECK_QUESTIONS_MOST; 0: there is nothing to be asked.
	 * NULL: one. */
	size_t (*count)(const struct check_ctx *ctx);
	bool (*ask)(const struct check_ctx *ctx, struct call *ret, struct error *err);
	void (*judge)(const struct check_ctx *ctx, const struct answer *answer,
	    struct opinion *ret);
	const struct right *rights; /* what it asks of AWS, of aws/right.h; NULL: nothing */
	/* NULL: the worst counts. */
	void (*sum)(const struct check_ctx *ctx, const struct opinion *list, size_t n,
	    struct opinion *ret);
};

const char *health_name(enum health health); /* "ok", "warn", "unknown", "fail" */
enum trit health_gate(enum health health);   /* what it says of a gate */

void opinion_set(struct opinion *ret, enum health health, const char *fmt, ...) printf_like(3, 4);
void opinion_remedy(struct opinion *ret, const char *fmt, ...) printf_like(2, 3);
void opinion_aside(struct opinion *opinion); /* it is one: no more than a warning */
/* The one of most concern; the details of those that are of as much are joined. */
void opinion_worst(const struct opinion *list, size_t n, struct opinion *ret);

/* What is known of one check, from one look to the next. */
struct known {
	enum health health; /* the last that was conclusive */
	msec_t at;          /* boot time of it; 0: none was */
	char detail[DETAIL_TEXT];
};

/* What is not known takes away nothing that is. */
void known_add(struct known *known, const struct opinion *opinion, msec_t now);
/* Of all together: bad when one is; unknown when one is; else good, since the oldest of them.
 * which: the one that decided. */
enum trit known_all(const struct known *list, size_t n, msec_t *ret_at, size_t *ret_which);

#endif
