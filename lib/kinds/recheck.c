/* SPDX-License-Identifier: MIT */
/*
 * The last look before a run begins to act: what started it must hold on samples
 * that were taken since. It asks nobody; the probes do, all the time.
 */
#include <stdio.h>

#include "core/app.h"
#include "kinds/kinds.h"

static bool
ask(const struct step_ctx *ctx, struct call *ret, struct error *err)
{
	ret->kind = CALL_NONE;
	return true;
}

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	const char *text = ctx->recheck_text ? ctx->recheck_text : "";

	snprintf(ctx->detail, DETAIL_TEXT, "%s", text);
	switch (ctx->recheck) {
	case TRIT_YES:
		return VERDICT_DONE;
	case TRIT_NO:
		error_set(err, "the reason to move does not hold any more: %s", text);
		return VERDICT_FAIL;
	case TRIT_UNKNOWN:
		break;
	}
	return VERDICT_NOT_YET;
}

static const struct option options[] = { { 0 } };

const struct step_kind recheck_step = {
	.name = "recheck",
	.help = "Waits for fresh answers of the probes and goes on only if they still say what "
		"started the run. Otherwise the run is abandoned, and nothing was changed.",
	.claim = "fresh answers still say that {to} should serve",
	.manual = "failoverctl explain shows the newest answers of both Regions. {to} must answer "
		  "well before anything is moved there. Nothing was changed so far.",
	.options = options,
	.look = { ask, judge },
	.every = 500,
	.deadline = 20 * MSEC_SECOND,
};
