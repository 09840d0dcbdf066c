/* SPDX-License-Identifier: MIT */
/*
 * Who we are, and what time it is: asked of the Region that a move goes to, for
 * it is there that both will be needed.
 */
#include <stdio.h>

#include "aws/checked.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/remote.h"
#include "aws/xml.h"
#include "base/duration.h"

#define CLOCK_GOOD   (30 * MSEC_SECOND)
#define CLOCK_SIGNED (4 * MSEC_MINUTE) /* AWS refuses what is signed five minutes off */

static bool
uses_aws(const struct app *app)
{
	const struct runbook *books[] = { app->failover, app->switchover };

	if (app->aurora.global_cluster || app->secret.id || app->routing.endpoints.n > 0)
		return true;
	for (size_t b = 0; b < COUNT(books); b++)
		for (size_t i = 0; books[b] && i < books[b]->n_steps; i++)
			if (books[b]->steps[i].kind->check)
				return true;
	return false;
}

static size_t
count(const struct check_ctx *ctx)
{
	return uses_aws(ctx->app) ? 1 : 0;
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	query_form(ret, "sts", ctx->app->regions[ctx->move->to].name, "2011-06-15",
	    "GetCallerIdentity", (const char *)NULL);
	return true;
}

/* ---- who ---- */

static void
judge_who(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	autofree(xml_free) struct xml *xml = NULL;
	struct error err = { "" };
	const char *arn;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, &err);
	arn = xml_text(xml, "GetCallerIdentityResult/Arn");
	if (*arn)
		opinion_set(ret, HEALTH_OK, "%s", arn);
	else
		checked_garbled(ret, xml ? "it names nobody" : err.text);
}

const struct check_kind identity_check = {
	.name = "identity",
	.why = "a move acts by these credentials",
	.unproved = "what they may change shows only when they change it",
	.count = count,
	.ask = ask,
	.judge = judge_who,
};

const struct check_kind reader_check = {
	.name = "identity-read",
	.why = "probes look by these credentials",
	.reads = true,
	.count = count,
	.ask = ask,
	.judge = judge_who,
};

/* ---- when ---- */

/* Its clock minus ours, when it answered. Of what an answer takes we do not know which way. */
static void
judge_clock(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	char text[DURATION_TEXT];
	msec_t date, off;

	if (!answer->http || answer->http->failure != HTTP_ANSWERED) {
		if (!checked_answer(answer, CHECKED_NEEDED, ret))
			ret->health =
			    HEALTH_UNKNOWN; /* whatever that is, it is no news of clocks */
		return;
	}
	if (!remote_date(answer->http, &date)) {
		checked_garbled(ret, "it has no date");
		return;
	}
	off = date - answer->now.wall;
	duration_text((off < 0 ? -off : off) / MSEC_SECOND * MSEC_SECOND, text);
	if (off < CLOCK_GOOD && off > -CLOCK_GOOD) {
		opinion_set(ret, HEALTH_OK, "within %s of AWS's clock", text);
		return;
	}
	opinion_set(ret, HEALTH_WARN, "our clock is %s %s AWS's%s", text,
	    off < 0 ? "ahead of" : "behind",
	    off < CLOCK_SIGNED && off > -CLOCK_SIGNED ? "" : ": calls are signed by AWS's");
	opinion_remedy(ret, "set the clock: timedatectl, chronyc tracking");
}

const struct check_kind clock_check = {
	.name = "clock",
	.why = "signatures, windows and freezes go by it",
	.reads = true,
	.count = count,
	.ask = ask,
	.judge = judge_clock,
};
