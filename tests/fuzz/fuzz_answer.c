/* SPDX-License-Identifier: MIT */
/*
 * What AWS answers, to whatever kind of probe, step or check has asked: bodies in XML
 * and JSON, codes of errors, states, texts of events, dates. The first byte says who
 * has asked, the second with which status it is answered and what the step knows.
 */
#include <string.h>

#include "aws/fault.h"
#include "aws/sts.h"
#include "core/check.h"
#include "core/run.h"
#include "daemon/catalog.h"
#include "daemon/configuration.h"
#include "fuzz.h"

#define EVERY_KIND "tests/data/every-kind"
#define TOKEN      "4c1b1b2e-0000-8000-8000-000000000007"
#define NOW                            \
	{                              \
		4000000, 1795528830000 \
	}

static const struct config *
load(void)
{
	static struct config *config;
	struct diagnostics diags = { 0 };
	struct sources sources = { 0 };
	struct error err = { "" };

	if (config)
		return config;
	config = configuration_load(EVERY_KIND, &diags, &sources, &err);
	if (!config)
		fprintf(stderr, "%s\n", err.text);
	want(config);
	diagnostics_done(&diags);
	sources_done(&sources);
	return config;
}

static const int statuses[] = { 200, 400, 403, 404, 409, 429, 500, 503 };

/* What a step may remember of what it was told before. @: by a name of its own. */
static const char *const memories[][4] = {
	{ NULL },
	{ "writer-endpoint", "new.example" },
	{ "secret-primary", "us-west-2" },
	{ "secret-primary", "us-west-2", "secret-phase", "sync" },
	{ "secret-primary", "us-west-2", "secret-phase", "read" },
	{ "secret-undo", "us-west-2" },
	{ "@ssm", "execution-1" },
	{ "@switch", "execution-1" },
};

struct asked {
	const struct app *app;
	struct http_response http;
	struct answer answer; /* of who asks AWS or a server */
	size_t memory;
};

/* The first line of a text that begins with one names the error, as a header does. */
static void
fill(struct asked *ret, uint8_t how, const char *text, size_t len)
{
	const char *end = how & 0x80 ? memchr(text, '\n', len) : NULL;

	*ret = (struct asked){ .app = &load()->apps[0],
		.http = { .status = statuses[how & 7], .sent = true, .cert_days = -1 },
		.memory = (how >> 3) & 7 };
	if (end) {
		char name[256];

		snprintf(name, sizeof(name), "%.*s", (int)(end - text), text);
		http_header_add(&ret->http.headers, "x-amzn-errortype", name);
		len -= (size_t)(end + 1 - text);
		text = end + 1;
	}
	buf_add(&ret->http.body, text, len);
	ret->answer = (struct answer){ .http = &ret->http, .host = "x.example", .now = NOW };
}

/* Whoever has asked nothing hears nothing. */
static const struct answer *
heard(const struct asked *asked, const struct call *call)
{
	static const struct answer silence = { .now = NOW };

	return call->kind == CALL_AWS || call->kind == CALL_HTTP ? &asked->answer : &silence;
}

static bool
speaks(const struct call *call)
{
	return call->kind == CALL_AWS || call->kind == CALL_HTTP || call->kind == CALL_NONE;
}

/* ---- probes ---- */

static void
answer_probe(const struct asked *asked, const struct probe_spec *probe)
{
	static struct world world = { .writer = REGION_NONE, .answer = REGION_NONE };

	for (size_t r = 0; r < asked->app->n_regions; r++) {
		const struct probe_ctx ctx = { .app = asked->app,
			.region = r,
			.args = probe->args,
			.now = NOW,
			.world = &world };
		struct sighting sighting = { .sample = { .at = 4000000 } };
		struct call call = { 0 };
		struct error err = { "" };

		if (probe->kind->ask(&ctx, &call, &err) && speaks(&call)) {
			probe->kind->judge(&ctx, heard(asked, &call), &sighting, &world);
			want(memchr(sighting.detail, '\0', sizeof(sighting.detail)));
			/* That AWS refuses to say is no word of the application. */
			want(call.kind != CALL_AWS || asked->http.status == 200 ||
			    sighting.sample.outcome == OUTCOME_UNKNOWN);
		}
		call_done(&call);
	}
}

/* ---- steps ---- */

static void
answer_action(const struct asked *asked, const struct action *action, struct step_ctx *ctx)
{
	struct call call = { 0 };
	struct error err = { "" };
	enum verdict verdict;

	if (action->ask && action->ask(ctx, &call, &err) && speaks(&call)) {
		err.text[0] = '\0';
		verdict = action->judge(ctx, heard(asked, &call), &err);
		want(verdict >= VERDICT_DONE && verdict <= VERDICT_FAIL);
		want(memchr(err.text, '\0', sizeof(err.text)));
		want(verdict != VERDICT_FAIL || err.text[0]);
		want(memchr(ctx->detail, '\0', DETAIL_TEXT));
	}
	call_done(&call);
}

/* Twice the look, for what the first has left. */
static void
answer_step(const struct asked *asked, const struct step_spec *step, const struct move *move)
{
	const struct action *const actions[] = { &step->kind->look, &step->kind->look,
		&step->kind->act, &step->kind->look };
	const char *const *memory = memories[asked->memory];
	char detail[DETAIL_TEXT] = "", request[64] = "", name[MEMO_NAME];
	struct memo memo = { 0 };
	struct buf scratch = { 0 };
	struct notice notice = { 0 };
	struct step_ctx ctx = { .app = asked->app,
		.move = move,
		.args = step->args,
		.now = NOW,
		.started = 1795528530000,
		.token = TOKEN,
		.memo = &memo,
		.scratch = &scratch,
		.detail = detail,
		.request_id = request,
		.notice = &notice };

	for (size_t i = 0; i < 4 && memory[i]; i += 2)
		want(memo_put(&memo,
		    *memory[i] == '@' ? memo_name(memory[i] + 1, TOKEN, name) : memory[i],
		    memory[i + 1]));
	for (size_t i = 0; i < COUNT(actions); i++)
		answer_action(asked, actions[i], &ctx);
	buf_wipe(&scratch);
}

/* ---- checks ---- */

static void
answer_check(const struct asked *asked, const struct check_kind *check, const struct move *move,
    const void *args)
{
	const struct option_list none = { NULL, 0 };
	const struct check_site site = { .references = &none, .place = "", .sts_region = "" };
	struct check_ctx ctx = {
		.app = asked->app, .move = move, .args = args, .site = &site, .now = NOW
	};
	size_t n = check->count ? check->count(&ctx) : 1;

	for (; ctx.nth < n; ctx.nth++) {
		struct opinion opinion = { .health = HEALTH_OK };
		struct call call = { 0 };
		struct error err = { "" };

		if (check->ask(&ctx, &call, &err) && call.kind == CALL_AWS) {
			check->judge(&ctx, &asked->answer, &opinion);
			want(opinion.health >= HEALTH_OK && opinion.health <= HEALTH_FAIL);
			want(opinion.detail[0] && memchr(opinion.detail, '\0', DETAIL_TEXT));
			want(memchr(opinion.remedy, '\0', DETAIL_TEXT));
		}
		call_done(&call);
	}
}

/* ---- who has asked ---- */

static void
answer_one(const struct asked *asked, size_t which)
{
	static const struct move forced = {
		.kind = MOVE_FAILOVER, .from = 0, .to = 1, .run = "r-1", .actor = "test"
	};
	static const struct move home = {
		.kind = MOVE_FAILBACK, .from = 1, .to = 0, .run = "r-1", .actor = "test"
	};
	const struct app *app = asked->app;
	const struct runbook *book = which % 2 ? app->failover : app->switchover;
	size_t at = which / 2, checks = 0;

	while (catalog_checks()[checks])
		checks++;
	at %= app->n_probes + book->n_steps + checks;
	if (at < app->n_probes) {
		answer_probe(asked, &app->probes[at]);
		return;
	}
	at -= app->n_probes;
	if (at < book->n_steps) {
		const struct step_spec *step = &book->steps[at];

		answer_step(asked, step, which % 2 ? &forced : &home);
		if (step->kind->check)
			answer_check(asked, step->kind->check, &forced, step->args);
		return;
	}
	answer_check(asked, catalog_checks()[at - book->n_steps], &forced, NULL);
}

static void
answer_role(const struct asked *asked)
{
	static char arn[] = "arn:aws:iam::111122223333:role/failoverd", session[] = "s";
	const struct origin_role role = { .arn = arn, .session = session };
	autofree(credentials_done) struct credentials found = { 0 };
	struct error err = { "" };

	if (sts_read(&asked->answer, &role, &found, &err))
		want(found.access_key && found.secret_key && found.token);
	else
		want(err.text[0] && !found.secret_key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct aws_error error;
	struct asked asked;

	if (size < 2)
		return 0;
	fill(&asked, data[1], (const char *)data + 2, size - 2);
	aws_error_read(&asked.answer, &error);
	want((error.fault == FAULT_NONE) == (asked.http.status == 200));
	want(memchr(error.message, '\0', sizeof(error.message)));
	answer_one(&asked, data[0]);
	answer_role(&asked);
	http_response_done(&asked.http);
	return 0;
}
