/* SPDX-License-Identifier: MIT */
/* A person's word in the midst of a run. It is noted in the run, and asked for once. */
#include <stdio.h>

#include "core/run.h"
#include "kinds/kinds.h"
#include "kinds/own.h"

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	char name[MEMO_NAME];
	const char *who = memo_get(ctx->memo, memo_name(RUN_APPROVED, ctx->token, name));

	if (who) {
		snprintf(ctx->detail, DETAIL_TEXT, "approved by %.120s", who);
		return VERDICT_DONE;
	}
	snprintf(ctx->detail, DETAIL_TEXT,
	    "waits for a person: failoverctl approve %s --app %.60s --reason \"...\"",
	    ctx->move->run, ctx->app->name);
	return VERDICT_NOT_YET;
}

static const struct option options[] = { { 0 } };

const struct step_kind approval_step = {
	.name = "approval",
	.help = "Waits until an operator approves the run: failoverctl approve RUN.",
	.claim = "an operator has approved that the run goes on",
	.manual = "Nobody approved in time. See failoverctl runs; then go on by hand, or leave it.",
	.options = options,
	.look = { own_ask, judge },
	.every = 500,
	.deadline = 30 * MSEC_MINUTE,
	.approves = true,
};
