/* SPDX-License-Identifier: MIT */
/*
 * Two Regions in miniature, and step kinds that go about them as the real ones do:
 * a writer that moves slowly, secrets one by one, traffic in one call, a name that
 * follows the traffic, and the application, which is well when all of it fits.
 *
 * A question is "writer?", "secret0?", "traffic?"; an act "writer!1". The answer
 * repeats what was asked.
 */
#ifndef TESTS_UNIT_CORE_SIM_H
#define TESTS_UNIT_CORE_SIM_H

#include "base/alloc.h"
#include "drive.h"

#define EAST 0
#define WEST 1

#define MOVE_TAKES ((msec_t)20000)
#define MOVE_SHOWN ((msec_t)4000) /* until then AWS itself does not show what it has accepted */
#define NAME_TAKES ((msec_t)3000)

struct sim {
	size_t writer, secret[2], traffic;
	msec_t moving_since;  /* 0: not moving */
	msec_t traffic_since; /* since when it is where it is */
	char token[2][UUID_TEXT];
	int moves, writes[2], turns; /* what acts have changed */
	int again;                   /* a move was asked for that had been accepted */
	bool planned;
};

/* ---- the world ---- */

static inline void
sim_settle(struct sim *sim, msec_t now)
{
	if (sim->moving_since == 0 || now - sim->moving_since < MOVE_TAKES)
		return;
	sim->writer = 1 - sim->writer;
	sim->moving_since = 0;
}

static inline void
sim_move(struct drive *d, struct sim *sim, size_t to, struct http_response *ret)
{
	if (sim->moving_since || sim->writer == to) {
		ret->status = 409;
		sim->again++;
		return;
	}
	sim->moving_since = d->now.boot;
	sim->moves++;
}

static inline void
sim_write(struct sim *sim, const char *url, struct http_response *ret)
{
	size_t region = (size_t)(url[6] - '0');
	const char *token = strchr(url, '#') + 1;

	/* A token that is known: the same call again, and no second version. */
	if (strcmp(sim->token[region], token) == 0)
		return;
	snprintf(sim->token[region], UUID_TEXT, "%s", token);
	sim->secret[region] = (size_t)(url[8] - '0');
	sim->writes[region]++;
}

static inline void
sim_turn(struct drive *d, struct sim *sim, size_t to)
{
	if (sim->writer != to)
		drive_wrong(d, "traffic before the writer");
	if (sim->traffic == to)
		return;
	sim->traffic = to;
	sim->traffic_since = d->now.boot;
	sim->turns++;
}

static inline size_t
sim_name(const struct sim *sim, msec_t now)
{
	bool known = sim->traffic_since == 0 || now - sim->traffic_since >= NAME_TAKES;

	return known ? sim->traffic : 1 - sim->traffic;
}

static inline void
sim_tell(struct drive *d, const struct sim *sim, const char *url, struct http_response *ret)
{
	size_t name = sim_name(sim, d->now.boot);
	bool shown = sim->moving_since && d->now.boot - sim->moving_since >= MOVE_SHOWN;

	buf_printf(&ret->body, "%s", url);
	if (*url == 'w')
		buf_printf(&ret->body, "%zu%s", sim->writer, shown ? ">" : "");
	else if (*url == 's')
		buf_printf(&ret->body, "%zu", sim->secret[url[6] - '0']);
	else if (*url == 't')
		buf_printf(&ret->body, "%zu", sim->traffic);
	else if (*url == 'n' || (sim->writer == name && sim->secret[name] == name))
		buf_printf(&ret->body, "%zu", name);
	else
		buf_puts(&ret->body, "-");
}

static inline void
sim_perform(struct drive *d, const struct call *call, struct http_response *ret)
{
	struct sim *sim = d->world;
	const char *url = call->http.url, *act = strchr(url, '!');

	ret->status = 200;
	ret->sent = true;
	sim_settle(sim, d->now.boot);
	if (!act)
		sim_tell(d, sim, url, ret);
	else if (*url == 'w')
		sim_move(d, sim, (size_t)(act[1] - '0'), ret);
	else if (*url == 's')
		sim_write(sim, url, ret);
	else
		sim_turn(d, sim, (size_t)(act[1] - '0'));
	if (act && ret->status == 200)
		buf_printf(&ret->body, "%s ok", url);
}

static inline void
sim_refuse(const struct call *call, const struct bad *bad, struct http_response *ret)
{
	buf_printf(&ret->body, "no: %s", bad->name);
}

static inline void
sim_other(struct drive *d, const struct call *call, struct http_response *ret)
{
	buf_puts(&ret->body, *call->http.url == 'w' ? "traffic?1" : "writer?1");
}

static const struct world_of sim_world = { .perform = sim_perform,
	.refuse = sim_refuse,
	.other = sim_other };

/* ---- what each kind shares ---- */

static inline bool
sim_ask(struct call *ret, const char *what)
{
	ret->kind = CALL_HTTP;
	ret->http.url = xstrdup(what);
	return true;
}

/* What the answer says after the question; NULL: nothing of use, and ret is the verdict. */
static inline const char *
sim_said(const struct answer *answer, const char *asked, bool act, enum verdict *ret,
    struct error *err)
{
	const struct http_response *http = answer->http;
	bool unsent = !http || !http->sent;

	error_set(err, "%s", answer->trouble ? answer->trouble : http->why);
	*ret = unsent || !act ? VERDICT_RETRY : VERDICT_NOT_YET;
	if (unsent || http->failure != HTTP_ANSWERED)
		return NULL;
	error_set(err, "HTTP %d", http->status);
	if (http->status == 429)
		*ret = VERDICT_RETRY;
	if (strstr(buf_text(&http->body), "no: 400") || strstr(buf_text(&http->body), "no: 403"))
		*ret = VERDICT_FAIL;
	if (http->status != 200 || strncmp(buf_text(&http->body), asked, strlen(asked)) != 0)
		return NULL;
	return buf_text(&http->body) + strlen(asked);
}

/* A claim that is a number: the Region of the thing. */
static inline enum verdict
sim_judge(const struct step_ctx *ctx, const struct answer *answer, const char *asked,
    struct error *err)
{
	enum verdict verdict;
	const char *said = sim_said(answer, asked, false, &verdict, err);

	if (!said)
		return verdict;
	snprintf(ctx->detail, DETAIL_TEXT, "%s%s", asked, said);
	if (*said == (char)('0' + ctx->move->to))
		return VERDICT_DONE;
	return strchr(said, '>') ? VERDICT_UNDER_WAY : VERDICT_NOT_YET;
}

static inline enum verdict
sim_judge_act(const struct answer *answer, const char *asked, struct error *err)
{
	enum verdict verdict;

	return sim_said(answer, asked, true, &verdict, err) ? VERDICT_DONE : verdict;
}

/* ---- the kinds ---- */

#define SIM_LOOK(what, question)                                                     \
	static inline bool what##_look(const struct step_ctx *ctx, struct call *ret, \
	    struct error *err)                                                       \
	{                                                                            \
		return sim_ask(ret, question);                                       \
	}                                                                            \
	static inline enum verdict what##_looked(const struct step_ctx *ctx,         \
	    const struct answer *answer, struct error *err)                          \
	{                                                                            \
		return sim_judge(ctx, answer, question, err);                        \
	}

#define SIM_ACT(what, words)                                                        \
	static inline bool what##_act(const struct step_ctx *ctx, struct call *ret, \
	    struct error *err)                                                      \
	{                                                                           \
		char text[32];                                                      \
                                                                                    \
		snprintf(text, sizeof(text), words "%zu", ctx->move->to);           \
		return sim_ask(ret, text);                                          \
	}                                                                           \
	static inline enum verdict what##_acted(const struct step_ctx *ctx,         \
	    const struct answer *answer, struct error *err)                         \
	{                                                                           \
		return sim_judge_act(answer, words, err);                           \
	}

SIM_LOOK(writer, "writer?")
SIM_ACT(writer, "writer!")
SIM_LOOK(traffic, "traffic?")
SIM_ACT(traffic, "traffic!")
SIM_LOOK(name, "name?")
SIM_LOOK(app, "app?")

static inline bool
recheck_look(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	return true;
}

static inline enum verdict
recheck_looked(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return ctx->recheck == TRIT_YES ? VERDICT_DONE : VERDICT_NOT_YET;
}

/* Its scratch has a character for each Region whose secret is right. */
static inline size_t
secret_place(const struct step_ctx *ctx)
{
	return ctx->scratch->len == 0 ? ctx->move->to : ctx->move->from;
}

static inline bool
secret_last(const struct step_ctx *ctx)
{
	return ctx->scratch->len == (ctx->move->kind == MOVE_FAILOVER ? 0 : 1);
}

static inline bool
secret_look(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	char text[32];

	snprintf(text, sizeof(text), "secret%zu?", secret_place(ctx));
	return sim_ask(ret, text);
}

static inline enum verdict
secret_looked(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	char text[32];
	enum verdict verdict;

	snprintf(text, sizeof(text), "secret%zu?", secret_place(ctx));
	verdict = sim_judge(ctx, answer, text, err);
	if (verdict != VERDICT_DONE || secret_last(ctx))
		return verdict;
	buf_putc(ctx->scratch, '+');
	return VERDICT_MORE;
}

static inline bool
secret_act(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	char text[80];

	snprintf(text, sizeof(text), "secret%zu!%zu#%s", secret_place(ctx), ctx->move->to,
	    ctx->token);
	return sim_ask(ret, text);
}

static inline enum verdict
secret_acted(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	bool last = secret_last(ctx);
	char text[32];
	enum verdict verdict;

	snprintf(text, sizeof(text), "secret%zu!", secret_place(ctx));
	verdict = sim_judge_act(answer, text, err);
	if (verdict != VERDICT_DONE)
		return verdict;
	buf_clear(ctx->scratch);
	if (last)
		return VERDICT_DONE;
	buf_putc(ctx->scratch, '+');
	return VERDICT_MORE;
}

#define SIM_WAITS(kind) .look = { kind##_look, kind##_looked }
#define SIM_ACTS(kind)  SIM_WAITS(kind), .act = { kind##_act, kind##_acted }

static const struct step_kind sim_recheck = { .name = "recheck", SIM_WAITS(recheck) };
static const struct step_kind sim_writer = { .name = "writer", SIM_ACTS(writer), .settle = 15000 };
static const struct step_kind sim_replication = { .name = "replication",
	SIM_WAITS(writer),
	.best_effort = true };
static const struct step_kind sim_secret = { .name = "secret", SIM_ACTS(secret), .settle = 2000 };
static const struct step_kind sim_traffic = { .name = "traffic",
	SIM_ACTS(traffic),
	.settle = 6000 };
static const struct step_kind sim_name_kind = { .name = "name", SIM_WAITS(name) };
static const struct step_kind sim_app = { .name = "app", SIM_WAITS(app) };

#define SIM_TAIL                                             \
	{ "secret", &sim_secret, NULL, 1000, 300000 },       \
	    { "traffic", &sim_traffic, NULL, 1000, 300000 }, \
	    { "name", &sim_name_kind, NULL, 1000, 300000 },  \
	{                                                    \
		"app", &sim_app, NULL, 1000, 300000          \
	}

static const struct step_spec sim_forced[] = { { "recheck", &sim_recheck, NULL, 500, 20000 },
	{ "writer", &sim_writer, NULL, 2000, 900000 }, SIM_TAIL };
static const struct step_spec sim_planned[] = { { "writer", &sim_writer, NULL, 2000, 900000 },
	{ "replication", &sim_replication, NULL, 2000, 120000 }, SIM_TAIL };
static const struct runbook sim_books[] = { { "failover", sim_forced, COUNT(sim_forced), 1 },
	{ "switchover", sim_planned, COUNT(sim_planned), 0 } };

/* ---- a run of it ---- */

static inline void
sim_start(struct drive *d, struct sim *sim, const struct runbook *book)
{
	static struct region_spec regions[] = { { .name = "us-east-1" }, { .name = "us-west-2" } };
	static const struct app app = { .name = "remittance", .regions = regions, .n_regions = 2 };
	bool planned = book == &sim_books[1];

	*sim = (struct sim){ .writer = EAST, .planned = planned };
	*d = (struct drive){ .of = &sim_world, .world = sim };
	drive_start(d, &app, book,
	    &(struct move){ .kind = planned ? MOVE_SWITCHOVER : MOVE_FAILOVER,
		.from = EAST,
		.to = WEST,
		.run = "r-0007" });
}

/* Why the world is not as after a move; NULL: it is, and each thing was done once. */
static inline const char *
sim_moved(const struct sim *sim)
{
	if (sim->writer != WEST || sim->traffic != WEST || sim->secret[WEST] != WEST)
		return "the world has not moved";
	if (sim->secret[EAST] != (sim->planned ? WEST : EAST))
		return "the secret of the old side is wrong";
	if (sim->moves != 1 || sim->turns != 1 || sim->writes[WEST] != 1 || sim->writes[EAST] > 1 ||
	    sim->again)
		return "something was done twice";
	return NULL;
}

#endif
