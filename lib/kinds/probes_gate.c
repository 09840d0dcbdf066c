/* SPDX-License-Identifier: MIT */
/* What the probes say of the target: they ask all the time, so nobody is asked here. */
#include "base/duration.h"
#include "core/app.h"
#include "kinds/kinds.h"

#define D(msec) duration_text(msec, (char[DURATION_TEXT]){ 0 })

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	return true; /* CALL_NONE */
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	const char *name = ctx->app->regions[ctx->move->to].name;
	msec_t needed = ctx->app->limits.stable_request, since = ctx->site->up.since;

	if (ctx->site->up.is == TRIT_UNKNOWN) {
		opinion_set(ret, HEALTH_UNKNOWN, "whether %s is up is not known", name);
		opinion_remedy(ret, "failoverctl explain shows each of its probes");
	} else if (ctx->site->up.is == TRIT_NO) {
		opinion_set(ret, HEALTH_FAIL, "%s is not up", name);
		opinion_remedy(ret, "failoverctl explain shows each of its probes");
	} else if (since < needed) {
		opinion_set(ret, HEALTH_FAIL, "%s has been up for %s, %s needed", name, D(since),
		    D(needed));
		opinion_remedy(ret, "wait for another %s", D(needed - since));
	} else {
		opinion_set(ret, HEALTH_OK, "%s has been up for %s, %s needed", name, D(since),
		    D(needed));
	}
}

const struct check_kind probes_gate = {
	.name = "probes",
	.why = "what was just mended relapses",
	.ask = ask,
	.judge = judge,
};
