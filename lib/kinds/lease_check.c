/* SPDX-License-Identifier: MIT */
/* The right to act. Among several observers it is a lease; whoever decides alone needs none. */
#include "core/app.h"
#include "kinds/kinds.h"

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	return true; /* CALL_NONE: G18 goes by it all the time */
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	if (ctx->app->observers.n == 0)
		opinion_set(ret, HEALTH_OK, "a single observer decides alone: there is no table");
	else if (ctx->site->lease == TRIT_YES)
		opinion_set(ret, HEALTH_OK, "ours");
	else if (ctx->site->lease == TRIT_NO)
		opinion_set(ret, HEALTH_OK, "another observer has it");
	else
		opinion_set(ret, HEALTH_UNKNOWN, "whose it is cannot be verified");
}

const struct check_kind lease_check = {
	.name = "lease",
	.why = "one observer acts at a time",
	.ask = ask,
	.judge = judge,
};
