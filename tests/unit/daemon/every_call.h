/* SPDX-License-Identifier: MIT */
/*
 * All that is asked of AWS by the kinds of probe, step and check: of an application
 * that has each of them, for both moves, and after each answer by which the next
 * question goes.
 */
#ifndef TESTS_UNIT_DAEMON_EVERY_CALL_H
#define TESTS_UNIT_DAEMON_EVERY_CALL_H

#include <stdlib.h>
#include <string.h>

#include "core/run.h"
#include "daemon/catalog.h"
#include "daemon/configuration.h"
#include "test.h"

/* One application that has each kind of probe and step. */
#define EVERY_KIND "tests/data/every-kind"

#define TOKEN "4c1b1b2e-0000-8000-8000-000000000007"

/* 2026-11-24T14:00:30Z, an hour and some after boot. */
#define EVERY_NOW                      \
	{                              \
		4000000, 1795528830000 \
	}

/* Who is told of each. */
struct hearer {
	void (*hear)(const struct call *call, void *arg);
	void *arg;
};

static struct config *config;
static struct app *app;

static inline int
load_every(void **state)
{
	struct diagnostics diags = { 0 };
	struct sources sources = { 0 };
	struct error err = { "" };

	config = configuration_load(EVERY_KIND, &diags, &sources, &err);
	if (!config) {
		fail_msg("%s", err.text);
		abort();
	}
	app = &config->apps[0];
	diagnostics_done(&diags);
	sources_done(&sources);
	return 0;
}

static inline int
unload_every(void **state)
{
	config_free(config);
	return 0;
}

static inline void
every_note(const struct hearer *hearer, bool asked, struct call *call)
{
	if (asked && call->kind == CALL_AWS)
		hearer->hear(call, hearer->arg);
	call_done(call);
}

static inline const struct probe_spec *
find_probe(const struct probe_kind *kind)
{
	for (size_t p = 0; p < app->n_probes; p++)
		if (app->probes[p].kind == kind)
			return &app->probes[p];
	fail_msg("no probe of " EVERY_KIND " is of the kind %s", kind->name);
	abort();
}

static inline void
ask_probe(const struct probe_spec *probe, const struct hearer *ret)
{
	static const struct world world = { .writer = REGION_NONE };

	for (size_t r = 0; r < app->n_regions; r++) {
		struct probe_ctx ctx = { .app = app,
			.region = r,
			.args = probe->args,
			.now = EVERY_NOW,
			.world = &world };
		struct call call = { 0 };
		struct error err;

		every_note(ret, probe->kind->ask(&ctx, &call, &err), &call);
	}
}

/* What a step may remember of the answers before, where its next question goes by that. */
static const struct past {
	const char *kind; /* NULL: of any */
	const char *memo, *value;
	bool of_token; /* the name in the memo is the step's own */
	const char *scratch;
	size_t len;
	const char *answer;            /* to its first look */
	const char *also, *also_value; /* another of the memo */
	bool planned;                  /* a failover does not come to that */
} pasts[] = {
	{ NULL },
	{ .kind = "aurora-writer", .scratch = "w", .len = 1 }, /* it is the writer */
	{ "secret", "writer-endpoint", "new.example" },
	{ "secret", "writer-endpoint", "new.example", false, "0\0v1\0{\"host\":\"old.example\"}",
	    27 },
	{ "secret", "secret-primary", "us-west-2" },
	{ "secret", "secret-primary", "us-west-2", .also = "secret-phase", .also_value = "sync",
	    .planned = true },
	{ "secret", "secret-primary", "us-west-2", .also = "secret-phase", .also_value = "read",
	    .planned = true },
	{ "secret", "secret-former-1", "v1", true, .also = "secret-undo",
	    .also_value = "us-west-2" },
	{ "routing-controls", "arc-override", "" },
	{ "ssm-automation", "ssm", "execution-1", true },
	{ "region-switch", "switch", "execution-1", true },
	{ "region-switch", "switch", "execution-1", true,
	    .answer = "{\"executionState\":\"pendingManualApproval\",\"stepStates\":["
		      "{\"name\":\"Look at it\",\"status\":\"pendingApproval\"}]}" },
	{ .kind = "aurora-snapshot",
	    .answer =
		"<R><DescribeDBClusterSnapshotsResult><DBClusterSnapshots><DBClusterSnapshot>"
		"<DBClusterSnapshotIdentifier>rds:unplanned-global-failover-shop-1-2026"
		"</DBClusterSnapshotIdentifier><DBClusterIdentifier>shop-1</DBClusterIdentifier>"
		"<SnapshotCreateTime>2026-11-24T14:00:30Z</SnapshotCreateTime>"
		"<Status>available</Status></DBClusterSnapshot></DBClusterSnapshots>"
		"</DescribeDBClusterSnapshotsResult></R>" },
};

static inline void
remember(struct step_ctx *ctx, const struct step_kind *kind, const struct past *past)
{
	struct http_response response = { .status = 200 };
	struct answer answer = { .http = &response, .now = ctx->now };
	char name[MEMO_NAME];
	struct error err;

	if (past->memo)
		assert_true(memo_put(ctx->memo,
		    past->of_token ? memo_name(past->memo, TOKEN, name) : past->memo, past->value));
	if (past->also)
		assert_true(memo_put(ctx->memo, past->also, past->also_value));
	buf_add(ctx->scratch, past->scratch ? past->scratch : "", past->len);
	if (!past->answer)
		return;
	buf_puts(&response.body, past->answer);
	(void)kind->look.judge(ctx, &answer, &err);
	buf_done(&response.body);
}

static inline void
ask_step_then(const struct step_spec *step, const struct move *move, const struct past *past,
    const struct hearer *ret)
{
	const struct action *const actions[] = { &step->kind->look, &step->kind->act };

	for (size_t i = 0; i < COUNT(actions); i++) {
		char detail[DETAIL_TEXT] = "", request[64] = "";
		struct memo memo = { 0 };
		struct buf scratch = { 0 };
		struct notice notice = { 0 };
		struct call call = { 0 };
		struct error err;
		struct step_ctx ctx = { .app = app,
			.move = move,
			.args = step->args,
			.now = EVERY_NOW,
			.started = 1795528530000,
			.token = TOKEN,
			.memo = &memo,
			.scratch = &scratch,
			.detail = detail,
			.request_id = request,
			.notice = &notice };

		remember(&ctx, step->kind, past);
		if (actions[i]->ask)
			every_note(ret, actions[i]->ask(&ctx, &call, &err), &call);
		buf_done(&scratch);
	}
}

static inline bool
past_fits(const struct past *past, const struct step_kind *kind, const struct move *move)
{
	return (!past->kind || strcmp(past->kind, kind->name) == 0) &&
	    !(past->planned && move->kind == MOVE_FAILOVER);
}

static inline void
ask_step(const struct step_spec *step, const struct hearer *ret)
{
	const struct move moves[] = {
		{ .kind = MOVE_FAILOVER, .from = 0, .to = 1, .run = "r-1", .actor = "test" },
		{ .kind = MOVE_FAILBACK, .from = 1, .to = 0, .run = "r-1", .actor = "test" },
	};

	for (size_t m = 0; m < COUNT(moves); m++)
		for (size_t past = 0; past < COUNT(pasts); past++)
			if (past_fits(&pasts[past], step->kind, &moves[m]))
				ask_step_then(step, &moves[m], &pasts[past], ret);
}

/* Each step of the kind: their arguments may send them other ways. */
static inline void
ask_steps(const struct step_kind *kind, const struct hearer *ret)
{
	const struct runbook *const books[] = { app->failover, app->switchover };
	size_t found = 0;

	for (size_t b = 0; b < COUNT(books); b++)
		for (size_t i = 0; i < books[b]->n_steps; i++)
			if (books[b]->steps[i].kind == kind) {
				ask_step(&books[b]->steps[i], ret);
				found++;
			}
	if (found == 0)
		fail_msg("no step of " EVERY_KIND " is of the kind %s", kind->name);
}

static inline void
ask_check_of(const struct check_kind *check, enum move_kind kind, const void *args,
    const struct hearer *ret)
{
	/* What the answers before have said, where the next question goes by that. */
	static const struct opinion opinions[CHECK_QUESTIONS_MOST] = { { .mark =
									     "shop-parameters" } };
	const struct move move = { .kind = kind, .from = 0, .to = 1 };
	struct check_ctx ctx = {
		.app = app, .move = &move, .args = args, .now = EVERY_NOW, .opinions = opinions
	};
	size_t n = check->count ? check->count(&ctx) : 1;

	for (; ctx.nth < n; ctx.nth++) {
		struct call call = { 0 };
		struct error err;

		every_note(ret, check->ask(&ctx, &call, &err), &call);
	}
}

static inline void
ask_check(const struct check_kind *check, const void *args, const struct hearer *ret)
{
	ask_check_of(check, MOVE_FAILOVER, args, ret);
}

static inline void
ask_gate(const struct check_kind *gate, const struct hearer *ret)
{
	ask_check_of(gate, MOVE_SWITCHOVER, NULL, ret);
}

#endif
