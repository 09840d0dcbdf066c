/* SPDX-License-Identifier: MIT */
/* The ledger: nothing is done that was not written down first. */
#include "kinds/kinds.h"

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	return true; /* CALL_NONE: the last write has told */
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	opinion_set(ret, HEALTH_OK, "took the last write");
	if (!ctx->site->trouble)
		return;
	opinion_set(ret, HEALTH_FAIL, "takes no writes: %s", ctx->site->trouble);
	opinion_remedy(ret, "mend the disk or the permissions of the state directory");
}

const struct check_kind ledger_check = {
	.name = "ledger",
	.why = "an act must be written down before it is done",
	.ask = ask,
	.judge = judge,
};
