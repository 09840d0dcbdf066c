/* SPDX-License-Identifier: MIT */
/*
 * What Route 53's own health checkers think of a Region: a dozen vantage points
 * besides ours. A health check is healthy while more than 18 % of them say so.
 *
 * The answer comes from a control plane in us-east-1. When that is silent, or its
 * checkers are, nothing is known.
 */
#include <stdio.h>
#include <string.h>

#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/percent.h"
#include "aws/right.h"
#include "aws/xml.h"
#include "base/alloc.h"
#include "base/duration.h"
#include "core/app.h"
#include "core/place.h"

#define HEALTHY_SHARE 0.18 /* Route 53's own rule, chosen against partial isolation */

struct health_args {
	struct option_map checks;
	msec_t fresh;
	int checkers;
};

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct health_args *args = ctx->args;
	const char *region = ctx->app->regions[ctx->region].name;
	const char *check = place_of(&args->checks, NULL, region);
	struct buf url = { 0 };

	if (!check)
		return true; /* CALL_NONE */
	buf_puts(&url, "/2013-04-01/healthcheck/");
	percent_encode(&url, check, strlen(check), "");
	buf_puts(&url, "/status");
	*ret = (struct call){ .kind = CALL_AWS,
		.name = "route53:GetHealthCheckStatus",
		.service = "route53",
		.region = region,
		.http = { .method = "GET", .url = url.data } };
	return true;
}

struct votes {
	size_t good, bad, old;
	char complaint[DETAIL_TEXT]; /* of one that says no */
};

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Words of a checker that are neither are no vote. */
static void
count(const struct xml *observation, msec_t since, struct votes *ret)
{
	const char *status = xml_text(observation, "StatusReport/Status");
	msec_t at;

	if (!clock_parse(xml_text(observation, "StatusReport/CheckedTime"), &at))
		return;
	if (at < since) {
		ret->old++;
	} else if (begins(status, "Success")) {
		ret->good++;
	} else if (begins(status, "Failure")) {
		ret->bad++;
		snprintf(ret->complaint, sizeof(ret->complaint), "; %s: %s",
		    xml_text(observation, "Region"), status);
	}
}

static void
judge_votes(const struct health_args *args, const struct votes *votes, msec_t now,
    struct sighting *ret)
{
	size_t n = votes->good + votes->bad;
	double share = n > 0 ? (double)votes->good / (double)n : 0;

	if (n < (size_t)args->checkers) {
		sighting_judge(ret, votes->old > 0 ? REASON_STALE : REASON_NO_DATA,
		    "fresh words of %zu checkers, old ones of %zu; %d fresh ones are needed", n,
		    votes->old, args->checkers);
		return;
	}
	sighting_judge(ret, share > HEALTHY_SHARE ? REASON_OK : REASON_VALUE,
	    "%zu of %zu checkers say Success%s", votes->good, n, votes->complaint);
	sighting_value(ret, share, now);
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	const struct health_args *args = ctx->args;
	struct votes votes = { 0 };
	struct error err;
	autofree(xml_free) struct xml *xml = NULL;
	const struct xml *observation;

	if (!answer->http && !answer->trouble) {
		sighting_judge(ret, REASON_NOT_APPLICABLE, "no health check of this Region");
		return;
	}
	if (!aws_answered(answer, ret) || !answer->http)
		return;
	xml = xml_parse(buf_text(&answer->http->body), answer->http->body.len, &err);
	if (!xml_at(xml, "HealthCheckObservations")) {
		sighting_judge(ret, REASON_GARBLED, "%s",
		    xml ? "the answer has no HealthCheckObservations" : err.text);
		return;
	}
	observation = xml_at(xml, "HealthCheckObservations/HealthCheckObservation");
	for (; observation; observation = xml_next(observation))
		count(observation, answer->now.wall - args->fresh, &votes);
	judge_votes(args, &votes, answer->now.boot, ret);
}

#define AT(member) offsetof(struct health_args, member)

static const struct option options[] = {
	{ "checks", OPTION_MAP, AT(checks), NULL,
	    "The id of each Region's health check: {\"us-east-1\": \"02ec8401-...\"}. Of a Region "
	    "without one, nothing is asked.",
	    .required = true },
	{ "checkers", OPTION_INT, AT(checkers), "3",
	    "So many checkers must have a fresh word; else it is unknown.", NULL, 1, 100 },
	{ "fresh", OPTION_DURATION, AT(fresh), "\"3m\"", "A checker's older word does not count." },
	{ 0 },
};

static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct health_args *args = ctx->args;
	const char *check = place_of(&args->checks, NULL, ctx->app->regions[ctx->region].name);
	autofree(xfree) char *arn = NULL;

	if (!check)
		return;
	arn = xasprintf("arn:%s:route53:::healthcheck/%s", ctx->partition, check);
	names_add(&ret->arns, arn);
}

static const struct right rights[] = {
	{ "route53:GetHealthCheckStatus", "WatchHealthChecks", reach },
	{ 0 },
};

const struct probe_kind route53_health_probe = {
	.name = "route53-health",
	.help = "The verdict of Route 53's health checkers, who look from other places than we "
		"do: a failure when 18% of them or fewer say Success, as Route 53 itself has it. "
		"The value is their share. It is asked of a control plane in us-east-1: never the "
		"only critical probe.",
	.options = options,
	.args_size = sizeof(struct health_args),
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
