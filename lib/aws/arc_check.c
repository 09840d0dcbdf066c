/* SPDX-License-Identifier: MIT */
/* Each endpoint of the cluster that keeps the routing controls: traffic moves as long as one of
 * them answers. */
#include <stdio.h>
#include <string.h>

#include "aws/checked.h"
#include "aws/controls.h"
#include "aws/kinds.h"
#include "aws/right.h"
#include "base/duration.h"

static size_t
count(const struct check_ctx *ctx)
{
	size_t n = ctx->app->routing.endpoints.n;

	return n < CHECK_QUESTIONS_MOST ? n : CHECK_QUESTIONS_MOST;
}

static bool
ask(const struct check_ctx *ctx, struct call *ret, struct error *err)
{
	return controls_ask(ctx->app, (uint32_t)ctx->nth, ret, err);
}

static void
judge(const struct check_ctx *ctx, const struct answer *answer, struct opinion *ret)
{
	enum trit states[REGIONS_MOST];
	struct error err;
	enum reason reason;

	if (!checked_answer(answer, CHECKED_NEEDED, ret))
		return;
	reason = controls_read(ctx->app, answer, states, &err);
	if (reason == REASON_GARBLED) {
		checked_garbled(ret, err.text);
		return;
	}
	if (reason != REASON_OK) {
		opinion_set(ret, HEALTH_FAIL, "%.150s", err.text);
		opinion_remedy(ret,
		    "compare routing.panel and the Regions' routing_control with "
		    "the control panel");
		return;
	}
	opinion_set(ret, HEALTH_OK, "answers");
}

/* "us-east-1 84ms, eu-west-1 12ms"; or those that do not answer, and why. */
static void
tell_list(const struct check_ctx *ctx, const struct opinion *list, size_t n, bool good, char *ret)
{
	size_t len = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < n; i++) {
		char took[DURATION_TEXT];

		if ((list[i].health == HEALTH_OK) != good || len + 1 >= DETAIL_TEXT)
			continue;
		duration_text(list[i].took > 0 ? list[i].took : 0, took);
		len +=
		    (size_t)snprintf(ret + len, DETAIL_TEXT - len, "%s%s %s", len > 0 ? ", " : "",
			ctx->app->routing.endpoints.keys[i], good ? took : list[i].detail);
	}
}

static void
sum(const struct check_ctx *ctx, const struct opinion *list, size_t n, struct opinion *ret)
{
	char text[DETAIL_TEXT];
	size_t good = 0;

	opinion_worst(list, n, ret);
	for (size_t i = 0; i < n; i++)
		good += list[i].health == HEALTH_OK;
	if (good == n) {
		tell_list(ctx, list, n, true, text);
		opinion_set(ret, HEALTH_OK, "all %zu answer: %.130s", n, text);
		return;
	}
	if (good == 0) {
		ret->health = HEALTH_FAIL;
		return;
	}
	tell_list(ctx, list, n, false, text);
	opinion_set(ret, HEALTH_WARN, "%zu of %zu answer, not %.120s", good, n, text);
	opinion_remedy(ret,
	    "one is enough, and AWS mends them one at a time; if it lasts, compare "
	    "routing.endpoints with the cluster");
}

static const struct right rights[] = {
	{ "route53-recovery-cluster:ListRoutingControls", "WatchControls", reach_endpoints },
	{ 0 },
};

const struct check_kind arc_check = {
	.name = "arc-endpoints",
	.why = "the routing controls are turned at one of these",
	.unproved = "route53-recovery-cluster:UpdateRoutingControlStates has no dry run; safety "
		    "rules are not asked, for their API is in us-west-2 alone",
	.count = count,
	.ask = ask,
	.judge = judge,
	.sum = sum,
	.rights = rights,
};
