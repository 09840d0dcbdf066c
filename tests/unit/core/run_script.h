/* SPDX-License-Identifier: MIT */
/*
 * A run of two scripted steps, played from a text. Each word is what the run must
 * want next, and what it is told:
 *
 *	lD lN lU lM lR lF  a look, answered: done, not yet, under way, more, retry, fail
 *	aD aN aM aR aF     an act, answered
 *	i+ i-              an intent: durable, or refused
 *	z                  to sleep, until it wants to wake
 *	.                  the end
 */
#ifndef TESTS_UNIT_CORE_RUN_SCRIPT_H
#define TESTS_UNIT_CORE_RUN_SCRIPT_H

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "core/run.h"
#include "test.h"

#define BOOT 1000000
#define WALL 1795528830000

/* What the last ask was given. */
static struct {
	char token[UUID_TEXT];
	uint32_t turn;
	bool scratch, unable;
} script_seen;

static inline bool
script_ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	snprintf(script_seen.token, sizeof(script_seen.token), "%s", ctx->token);
	script_seen.turn = ctx->turn;
	script_seen.scratch = ctx->scratch->len > 0;
	return !script_seen.unable || error_set(err, "nothing says where to ask");
}

/* The answer's status is the letter of the verdict. */
static inline enum verdict
script_judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	static const char letters[] = "DNUMRF";
	const char *at = strchr(letters, answer->http->status);

	assert_non_null(at);
	snprintf(ctx->detail, DETAIL_TEXT, "said %c", *at);
	snprintf(ctx->request_id, 64, "req-%c", *at);
	buf_putc(ctx->scratch, *at);
	if (*at == 'R' || *at == 'F')
		error_set(err, "trouble %c", *at);
	return (enum verdict)(at - letters);
}

static const struct step_kind script_kind = {
	.name = "scripted",
	.look = { script_ask, script_judge },
	.act = { script_ask, script_judge },
	.every = 1000,
	.deadline = 60000,
	.settle = 5000,
};

struct script {
	struct step_kind kinds[2];
	struct step_spec steps[2];
	struct runbook book;
	struct region_spec regions[2];
	struct app app;
	struct run run;
	struct now now;
};

static inline void
script_start(struct script *s, size_t no_return)
{
	*s = (struct script){ .now = { BOOT, WALL } };
	memset(&script_seen, 0, sizeof(script_seen));
	s->kinds[0] = s->kinds[1] = script_kind;
	for (size_t i = 0; i < 2; i++)
		s->steps[i] = (struct step_spec){ i ? "second" : "first", &s->kinds[i], NULL,
			script_kind.every, script_kind.deadline };
	s->book = (struct runbook){ "failover", s->steps, 2, no_return };
	s->regions[0].name = "us-east-1";
	s->regions[1].name = "us-west-2";
	s->app = (struct app){ .name = "remittance", .regions = s->regions, .n_regions = 2 };
	run_start(&s->run, &s->app, &s->book, &(struct move){ .from = 0, .to = 1, .run = "r-0007" },
	    7, s->now);
}

static inline void
script_wait(struct script *s, msec_t msec)
{
	s->now.boot += msec;
	s->now.wall += msec;
}

static inline void
script_call(struct script *s, bool act, char letter)
{
	const struct http_response rsp = { .status = (unsigned char)letter };
	struct call call = { 0 };

	assert_int_equal(run_want(&s->run, s->now), RUN_WANT_LISTEN);
	assert_true(run_ask(&s->run, act, &call, s->now));
	script_wait(s, 10);
	run_answer(&s->run, s->run.next, act, &(struct answer){ .http = &rsp, .now = s->now });
}

static inline void
script_word(struct script *s, const char *word)
{
	static const char letters[] = "laiz.";

	static const enum run_want wants[] = { RUN_WANT_LOOK, RUN_WANT_ACT, RUN_WANT_INTENT,
		RUN_WANT_SLEEP, RUN_WANT_END };
	enum run_want want = run_want(&s->run, s->now);

	if (want != wants[strchr(letters, *word) - letters])
		fail_msg("at \"%s\": the run wants %d; %s", word, want, s->run.why.text);
	if (*word == 'l' || *word == 'a')
		script_call(s, *word == 'a', word[1]);
	else if (*word == 'i')
		run_intended(&s->run, s->run.next, word[1] == '+', s->now);
	else if (*word == 'z')
		script_wait(s, s->run.wake - s->now.boot);
}

static inline void
script_play(struct script *s, const char *text)
{
	for (; *text; text += strspn(text, " ")) {
		script_word(s, text);
		text += strcspn(text, " ");
	}
}

#endif
