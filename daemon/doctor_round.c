/* SPDX-License-Identifier: MIT */
#include "doctor_round.h"

#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"
#include "base/alloc.h"
#include "caller.h"
#include "catalog.h"
#include "core/evidence.h"
#include "daemon.h"
#include "identity.h"

#define TIMEOUT (5 * MSEC_SECOND) /* of a question, its attempts included */

struct round {
	struct application *application;
	enum round_of of;
	struct exams exams;
	size_t at, nth; /* the check that is asked, and which of its questions */
	struct opinion list[CHECK_QUESTIONS_MOST];
	bool aside;   /* the question that is out */
	msec_t asked; /* boot time; 0: nobody was asked */
	struct sent *sent;
	round_done_fn *done;
	void *arg;
};

const char *
exam_name(const struct exam *exam)
{
	return exam->step ? exam->step->name : exam->kind->name;
}

void
exams_done(struct exams *exams)
{
	xfree(take(exams->list));
	exams->n = 0;
}

bool
round_same_move(const struct move *a, const struct move *b)
{
	return a->kind == b->kind && a->from == b->from && a->to == b->to;
}

/* ---- what is so with ourselves ---- */

static const char *
get_env(const char *name)
{
	return getenv(name);
}

static const char *
place_of(const struct daemon *daemon)
{
	const char *place = daemon->config->settings.place;

	return place ? place : identity_place(daemon->identity);
}

static const char *
ledger_trouble(const struct application *application)
{
	const struct daemon *daemon = application->daemon;

	if (daemon->store && application->engine.ledger)
		return NULL;
	return daemon->store_trouble.text[0] ? daemon->store_trouble.text
					     : "the last write was not taken";
}

/* Roles are assumed where the environment says. */
static const char *
sts_region(const struct daemon *daemon)
{
	const char *region = getenv("AWS_REGION");

	if (daemon->config->settings.aws.roles.n == 0)
		return "";
	if (!region || !*region)
		region = getenv("AWS_DEFAULT_REGION");
	return region ? region : "";
}

struct site {
	struct endpoint_settings endpoints;
	struct check_site site;
};

static void
look_at_site(const struct application *application, size_t to, struct site *ret)
{
	const struct daemon *daemon = application->daemon;
	const struct engine *engine = &application->engine;
	msec_t now = loop_now(daemon->loop).boot;
	const struct settings *settings = &daemon->config->settings;

	ret->endpoints = (struct endpoint_settings){ settings->aws.endpoints, get_env,
		identity_endpoints(daemon->identity) };
	ret->site = (struct check_site){ .endpoints = &ret->endpoints,
		.references = &settings->references,
		.place = place_of(daemon),
		.sts_region = sts_region(daemon),
		.trouble = ledger_trouble(application),
		.lease = engine->lease.held,
		.up = { evidence_up(engine, to), evidence_up_for(engine, to, now) } };
}

static struct check_ctx
context(const struct round *round, const struct exam *exam, const struct check_site *site,
    struct now now)
{
	return (struct check_ctx){ .app = round->application->app,
		.move = &round->exams.move,
		.args = exam->step ? exam->step->args : NULL,
		.site = site,
		.now = now,
		.nth = round->nth,
		.opinions = round->list };
}

static size_t
questions(const struct round *round, const struct exam *exam, struct now now)
{
	struct site site;
	struct check_ctx ctx;

	look_at_site(round->application, round->exams.move.to, &site);
	ctx = context(round, exam, &site.site, now);
	return exam->kind->count ? exam->kind->count(&ctx) : 1;
}

/* ---- which checks ---- */

/* What was known of the same check is known on. */
static void
recall(const struct exams *before, struct exam *exam)
{
	for (size_t i = 0; i < before->n; i++)
		if (before->list[i].kind == exam->kind && before->list[i].step == exam->step)
			exam->known = before->list[i].known;
}

static void
add_exam(struct round *round, const struct check_kind *kind, const struct step_spec *step,
    const struct exams *before)
{
	struct exams *exams = &round->exams;
	struct exam exam = { .kind = kind, .step = step };

	if (questions(round, &exam, loop_now(round->application->daemon->loop)) == 0)
		return;
	if (round_same_move(&exams->move, &before->move))
		recall(before, &exam);
	exams->list = xrealloc(exams->list, exams->n + 1, sizeof(*exams->list));
	exams->list[exams->n++] = exam;
}

static void
add_exams(struct round *round, const struct exams *before)
{
	const struct app *app = round->application->app;
	const struct runbook *book =
	    round->exams.move.kind == MOVE_FAILOVER ? app->failover : app->switchover;
	const struct check_kind *const *kind =
	    round->of == ROUND_GATES ? catalog_gates() : catalog_checks();

	for (; *kind; kind++)
		add_exam(round, *kind, NULL, before);
	if (round->of == ROUND_GATES)
		return;
	for (size_t i = 0; book && i < book->n_steps; i++)
		if (book->steps[i].kind->check)
			add_exam(round, book->steps[i].kind->check, &book->steps[i], before);
}

/* ---- questions and answers ---- */

static void go_on(struct round *round);

static void
end_exam(struct round *round, const struct check_ctx *ctx)
{
	struct exam *exam = &round->exams.list[round->at];
	size_t n = round->nth;

	if (exam->kind->sum)
		exam->kind->sum(ctx, round->list, n, &exam->opinion);
	else
		opinion_worst(round->list, n, &exam->opinion);
	known_add(&exam->known, &exam->opinion, ctx->now.boot);
	round->at++;
	round->nth = 0;
}

/* The next question, or the next check. */
static void
take_opinion(struct round *round, const struct check_ctx *ctx, const struct opinion *opinion)
{
	const struct exam *exam = &round->exams.list[round->at];
	struct opinion *ret = &round->list[round->nth++];

	*ret = *opinion;
	if (round->aside || (exam->step && run_may_fail(exam->step)))
		opinion_aside(ret);
	if (round->nth >= (exam->kind->count ? exam->kind->count(ctx) : 1))
		end_exam(round, ctx);
}

static void
judge(struct round *round, const struct answer *answer)
{
	const struct exam *exam = &round->exams.list[round->at];
	struct opinion opinion = { .detail = "" };
	struct check_ctx ctx;
	struct site site;

	look_at_site(round->application, round->exams.move.to, &site);
	ctx = context(round, exam, &site.site, answer->now);
	exam->kind->judge(&ctx, answer, &opinion);
	opinion.took = round->asked > 0 ? answer->now.boot - round->asked : -1;
	take_opinion(round, &ctx, &opinion);
}

static void
on_answer(const struct answer *answer, void *arg)
{
	struct round *round = arg;

	round->sent = NULL;
	judge(round, answer);
	go_on(round);
}

static enum call_purpose
purpose_of(const struct round *round, const struct exam *exam)
{
	if (exam->kind->reads)
		return PURPOSE_READ;
	return move_purpose(&round->exams.move);
}

/* What lives in the Region to be left is an aside, but not what a step says is needed there: that
 * it must not be, static-stability says. */
static bool
is_aside(const struct round *round, const struct call *call)
{
	const struct app *app = round->application->app;

	return round->of == ROUND_CHECKS && call->region &&
	    strcmp(call->region, app->regions[round->exams.move.from].name) == 0;
}

/* false: it is answered already. */
static bool
ask(struct round *round, struct now now)
{
	const struct exam *exam = &round->exams.list[round->at];
	autofree(call_done) struct call call = { 0 };
	struct opinion cannot = { .took = -1 };
	struct error err = { "" };
	struct check_ctx ctx;
	struct site site;

	look_at_site(round->application, round->exams.move.to, &site);
	ctx = context(round, exam, &site.site, now);
	round->aside = false;
	round->asked = 0;
	if (!exam->kind->ask(&ctx, &call, &err)) {
		opinion_set(&cannot, HEALTH_FAIL, "%.150s", err.text);
		take_opinion(round, &ctx, &cannot);
		return false;
	}
	if (call.kind == CALL_NONE) {
		judge(round, &(struct answer){ .now = now });
		return false;
	}
	round->aside = is_aside(round, &call);
	round->asked = now.boot;
	call.purpose = purpose_of(round, exam);
	/* Whether a connection can be had is part of what a check asks. */
	call.http.fresh = round->of == ROUND_CHECKS;
	call_limit(&call, TIMEOUT);
	round->sent = caller_send(round->application->daemon, NULL, &call, on_answer, round);
	return true;
}

static void
go_on(struct round *round)
{
	struct now now = loop_now(round->application->daemon->loop);

	while (round->at < round->exams.n)
		if (ask(round, now))
			return;
	round->done(round->arg);
}

/* ---- its life ---- */

struct round *
round_new(struct application *application, const struct move *move, enum round_of of,
    const struct exams *before, round_done_fn *done, void *arg)
{
	struct round *round = xcalloc(1, sizeof(*round));

	*round = (struct round){ .application = application,
		.of = of,
		.exams = { .move = *move },
		.done = done,
		.arg = arg };
	add_exams(round, before);
	return round;
}

void
round_start(struct round *round)
{
	go_on(round);
}

void
round_take(struct round *round, struct exams *ret)
{
	*ret = round->exams;
	round->exams = (struct exams){ .n = 0 };
}

void
round_free(struct round *round)
{
	if (!round)
		return;
	caller_cancel(round->sent);
	exams_done(&round->exams);
	xfree(round);
}
