/* SPDX-License-Identifier: MIT */
/* Until facts hold: what is waited for is asked by the probes, all the time. */
#include <stdio.h>

#include "core/app.h"
#include "kinds/kinds.h"
#include "kinds/own.h"

struct wait_args {
	struct option_list when;
};

static const struct option_list *
when(const void *args)
{
	return &((const struct wait_args *)args)->when;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	snprintf(ctx->detail, DETAIL_TEXT, "%s", ctx->recheck_text ? ctx->recheck_text : "");
	return ctx->recheck == TRIT_YES ? VERDICT_DONE : VERDICT_NOT_YET;
}

#define AT(member) offsetof(struct wait_args, member)

static const struct option options[] = {
	{ "when", OPTION_LIST, AT(when), NULL,
	    "The facts that must hold, all of them: [\"target.up\", \"!active.up\"]. During a run "
	    "active is the Region that is left.",
	    .min = 1, .max = WHEN_MOST, .required = true, .form = FORM_FACT },
	{ 0 },
};

const struct step_kind wait_step = {
	.name = "wait",
	.help = "Waits until all of some facts hold.",
	.claim = "what the step waits for holds",
	.manual = "failoverctl explain shows each fact of {from} and {to}, and what it was made "
		  "of. Go on when those that the step names hold.",
	.options = options,
	.args_size = sizeof(struct wait_args),
	.look = { own_ask, judge },
	.every = 500,
	.deadline = 10 * MSEC_MINUTE,
	.when = when,
};
