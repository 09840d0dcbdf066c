/* SPDX-License-Identifier: MIT */
/*
 * The first step of a planned move: each of its gates is looked at afresh, and all
 * must be open. It asks nobody itself; whoever drives the run looks at the gates.
 */
#include "core/app.h"
#include "kinds/kinds.h"
#include "kinds/own.h"

static enum verdict
judge(const struct step_ctx *ctx, const struct answer *answer, struct error *err)
{
	return own_judge(ctx, "not ready", err);
}

static const struct option options[] = { { 0 } };

const struct step_kind readiness_step = {
	.name = "readiness",
	.help = "Looks at every gate of a planned move: failoverctl readiness shows them. One that "
		"is closed, or stays unknown, ends the run before anything was changed. A planned "
		"move of an Aurora writer begins with it, written or not.",
	.claim = "all that a planned move to {to} waits for is so",
	.manual = "failoverctl readiness --to {to} shows each gate and its remedy. Nothing was "
		  "changed so far.",
	.options = options,
	.needs = "aurora",
	.look = { own_ask, judge },
	.every = 100,
	.deadline = 2 * MSEC_MINUTE,
	.gates = true,
};
