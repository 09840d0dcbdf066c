/* SPDX-License-Identifier: MIT */
/*
 * The last look before a run begins to act: what started it must hold on samples
 * that were taken since. It asks nobody; the probes do, all the time.
 */
#include "core/app.h"
#include "kinds/kinds.h"
#include "kinds/own.h"

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return own_judge(ctx, "the reason to move does not hold any more", err);
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
	.look = { own_ask, judge },
	.every = 500,
	.deadline = 20 * MSEC_SECOND,
};
