/* SPDX-License-Identifier: MIT */
/* The state of CloudWatch's alarms about a Region: one that rings is a failure. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "aws/cloudwatch.h"
#include "aws/fault.h"
#include "aws/kinds.h"
#include "aws/query.h"
#include "aws/right.h"
#include "base/alloc.h"
#include "core/app.h"
#include "core/place.h"

#define ALARMS_MOST 100 /* in one answer */

struct alarm_args {
	struct option_list alarms;
	const char *region;
};

/* The worst first. A word that is not here is unknown. */
static const struct {
	const char *word;
	enum reason reason;
} states[] = {
	{ "ALARM", REASON_VALUE },
	{ "INSUFFICIENT_DATA", REASON_NO_DATA },
	{ "OK", REASON_OK },
};

static const char *
region_of(const struct probe_ctx *ctx)
{
	return ctx->app->regions[ctx->region].name;
}

static bool
ask(const struct probe_ctx *ctx, struct call *ret, struct error *err)
{
	const struct alarm_args *args = ctx->args;
	json_t *names;

	if (args->alarms.n == 0 || args->alarms.n > ALARMS_MOST)
		return error_set(err, "alarms must have from 1 to %d names", ALARMS_MOST);
	names = json_array();
	for (size_t i = 0; i < args->alarms.n; i++) {
		autofree(xfree) char *name = place_fill(args->alarms.items[i], region_of(ctx));

		json_array_append_new(names, json_string(name));
	}
	cloudwatch_call(ret, args->region ? args->region : region_of(ctx), "DescribeAlarms",
	    json_pack("{s:o, s:[s, s], s:i}", "AlarmNames", names, "AlarmTypes", "MetricAlarm",
		"CompositeAlarm", "MaxRecords", ALARMS_MOST));
	return true;
}

static const json_t *
find_in(const json_t *list, const char *name)
{
	const char *own;

	for (size_t i = 0; i < json_array_size(list); i++) {
		own = json_string_value(json_object_get(json_array_get(list, i), "AlarmName"));
		if (own && strcmp(own, name) == 0)
			return json_array_get(list, i);
	}
	return NULL;
}

static const json_t *
find_alarm(const json_t *body, const char *name)
{
	const json_t *alarm = find_in(json_object_get(body, "MetricAlarms"), name);

	return alarm ? alarm : find_in(json_object_get(body, "CompositeAlarms"), name);
}

static enum reason
reason_of(const json_t *alarm)
{
	const char *word = json_string_value(json_object_get(alarm, "StateValue"));

	if (!alarm)
		return REASON_MISSING;
	for (size_t i = 0; word && i < COUNT(states); i++)
		if (strcmp(states[i].word, word) == 0)
			return states[i].reason;
	return REASON_OTHER;
}

/* A failure says more than what is unknown, and that more than what is well. */
static int
weight(enum reason reason)
{
	static const int weights[] = {
		[OUTCOME_OK] = 0,
		[OUTCOME_UNKNOWN] = 1,
		[OUTCOME_FAIL] = 2,
	};

	return weights[reason_outcome(reason)];
}

static void
tell(const char *name, const json_t *alarm, enum reason reason, struct sighting *ret)
{
	const char *state = json_string_value(json_object_get(alarm, "StateValue"));
	const char *why = json_string_value(json_object_get(alarm, "StateReason"));

	if (!alarm)
		sighting_judge(ret, reason, "there is no alarm %.80s", name);
	else
		sighting_judge(ret, reason, "%.60s is %.20s%s%s", name, state ? state : "stateless",
		    why && reason != REASON_OK ? ": " : "", why && reason != REASON_OK ? why : "");
}

static void
judge_alarms(const struct probe_ctx *ctx, const json_t *body, msec_t now, struct sighting *ret)
{
	const struct alarm_args *args = ctx->args;
	int ringing = 0, worst = -1;

	for (size_t i = 0; i < args->alarms.n; i++) {
		autofree(xfree) char *name = place_fill(args->alarms.items[i], region_of(ctx));
		const json_t *alarm = find_alarm(body, name);
		enum reason reason = reason_of(alarm);

		ringing += reason == REASON_VALUE;
		if (weight(reason) <= worst)
			continue;
		worst = weight(reason);
		tell(name, alarm, reason, ret);
	}
	if (worst == 0 && args->alarms.n > 1)
		sighting_judge(ret, REASON_OK, "%zu alarms are OK", args->alarms.n);
	if (worst != 1)
		sighting_value(ret, ringing, now);
}

static void
judge(const struct probe_ctx *ctx, const struct answer *answer, struct sighting *ret,
    struct world *world)
{
	json_t *body;

	if (!aws_answered(answer, ret))
		return;
	body = query_answer(answer);
	if (json_is_array(json_object_get(body, "MetricAlarms")) ||
	    json_is_array(json_object_get(body, "CompositeAlarms")))
		judge_alarms(ctx, body, answer->now.boot, ret);
	else
		sighting_judge(ret, REASON_GARBLED, "the answer has no list of alarms");
	json_decref(body);
}

#define AT(member) offsetof(struct alarm_args, member)

static const struct option options[] = {
	{ "alarms", OPTION_LIST, AT(alarms), NULL,
	    "Names of metric or composite alarms; {region} stands for the Region's name.",
	    .required = true },
	{ "region", OPTION_STRING, AT(region), NULL,
	    "Where the alarms are. Unless given, the Region that is watched." },
	{ 0 },
};

/* By name it could be asked of metric alarms alone, and not of composite ones. */
static void
reach(const struct right_ctx *ctx, struct reach *ret)
{
	const struct alarm_args *args = ctx->args;

	names_add(&ret->regions, args->region ? args->region : ctx->app->regions[ctx->region].name);
}

static const struct right rights[] = {
	{ "cloudwatch:DescribeAlarms", "WatchAlarms", reach },
	{ 0 },
};

const struct probe_kind cloudwatch_alarm_probe = {
	.name = "cloudwatch-alarm",
	.help =
	    "The state of alarms of CloudWatch. One in ALARM is a failure; otherwise one with "
	    "INSUFFICIENT_DATA, or one that does not exist, is unknown. The value is the number "
	    "of those in ALARM.",
	.options = options,
	.args_size = sizeof(struct alarm_args),
	.ask = ask,
	.judge = judge,
	.rights = rights,
};
