/* SPDX-License-Identifier: MIT */
/* The whole cloud of the tests: as a move finds it, what it answers, and as a move leaves it. */
#ifndef TESTS_UNIT_DAEMON_CLOUD_WORLD_H
#define TESTS_UNIT_DAEMON_CLOUD_WORLD_H

#include "cloud_rds.h"
#include "cloud_work.h"

enum {
	ONE_PER_REGION,
	VERIFIED,
	REPLICATED
}; /* "strategy" of the step secret */

/* ---- as a move finds it ---- */

static inline void
add_control(struct cloud *cloud, const char *arn, bool on)
{
	if (!arn || cloud_control(cloud, arn))
		return;
	assert_in_range(cloud->n_controls, 0, CLOUD_CONTROLS - 1);
	cloud->controls[cloud->n_controls].arn = arn;
	cloud->controls[cloud->n_controls++].on = on;
}

/* The gates of a fence are as closed as the traffic is. */
static inline void
add_gates(struct cloud *cloud, const struct step_spec *step)
{
	const struct option_map *gates = cloud_option(step, "controls");

	for (size_t i = 0; gates && i < gates->n; i++)
		add_control(cloud, gates->values[i],
		    app_region(cloud->app, gates->keys[i]) == cloud->move->from);
}

static inline int
secret_strategy(const struct runbook *book)
{
	for (size_t i = 0; i < book->n_steps; i++) {
		const int *strategy = cloud_option(&book->steps[i], "strategy");

		if (strategy)
			return *strategy;
	}
	return ONE_PER_REGION;
}

static inline void
cloud_init(struct cloud *cloud, const struct app *app, const struct runbook *book,
    const struct move *move)
{
	int strategy = secret_strategy(book);
	char endpoint[128];

	*cloud = (struct cloud){ .app = app, .book = book, .move = move, .writer = move->from };
	for (size_t r = 0; r < CLOUD_REGIONS; r++) {
		add_control(cloud, app->regions[r].routing_control, r == move->from);
		if (strategy == VERIFIED)
			cloud_global_endpoint(cloud, endpoint);
		else
			cloud_endpoint(cloud, move->from, endpoint);
		secret_set(&cloud->secrets[r], endpoint, "first");
		cloud->secrets[r].primary = strategy == REPLICATED ? move->from : r;
	}
	for (size_t i = 0; i < book->n_steps; i++)
		add_gates(cloud, &book->steps[i]);
}

/* ---- what it answers ---- */

static inline void
perform_other(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	if (cloud_asks(call, "route53-recovery-cluster:ListRoutingControls"))
		list_controls(cloud, ret);
	else if (cloud_asks(call, "route53-recovery-cluster:UpdateRoutingControlStates"))
		turn_controls(d, cloud, call, ret);
	else if (cloud_asks(call, "ssm:StartAutomationExecution"))
		start_document(d, cloud, call, ret);
	else if (cloud_asks(call, "ssm:GetAutomationExecution"))
		tell_document(d, cloud, call, ret);
	else if (cloud_asks(call, "lambda:InvokeFunction"))
		call_function(d, cloud, call, ret);
	else if (cloud_asks(call, "arc-region-switch:StartPlanExecution"))
		start_plan(d, cloud, call, ret);
	else if (cloud_asks(call, "arc-region-switch:ListPlanExecutions"))
		list_plans(d, cloud, ret);
	else if (cloud_asks(call, "arc-region-switch:GetPlanExecution"))
		put_json(json_pack("{s:s}", "executionState",
			     plan_state(d, work_of(cloud->plans, buf_text(&call->http.body)))),
		    ret);
	else if (cloud_asks(call, "sns:Publish"))
		tell_topic(d, ret);
	else if (cloud_asks(call, "events:PutEvents"))
		tell_bus(d, ret);
	else
		fail_msg("nobody knows %s", call->name);
}

static inline void
cloud_perform(struct drive *d, const struct call *call, struct http_response *ret)
{
	struct cloud *cloud = d->world;

	ret->status = 200;
	ret->sent = true;
	cloud_settle(d, cloud);
	if (call->kind == CALL_HTTP)
		answer_customer(d, cloud, ret);
	else if (strcmp(call->service, "rds") == 0)
		perform_rds(d, cloud, call, ret);
	else if (strcmp(call->service, "rds-data") == 0)
		perform_data(d, cloud, call, ret);
	else if (strcmp(call->service, "secretsmanager") == 0)
		perform_secret(d, cloud, call, ret);
	else
		perform_other(d, cloud, call, ret);
}

/* What AWS calls it. */
static inline const char *
cloud_code(const struct bad *bad)
{
	if (bad->code)
		return bad->code;
	switch (bad->status) {
	case 400:
		return "ValidationException";
	case 403:
		return "AccessDeniedException";
	case 429:
		return "ThrottlingException";
	default:
		return bad->status == 500 ? "InternalFailure" : "ServiceUnavailable";
	}
}

/* What a person can do about it, where there is but one thing; else NULL. */
static inline const char *
cloud_remedy(const struct bad *bad)
{
	if (bad->status != 403)
		return NULL;
	if (!bad->code)
		return "allow it in the IAM policy";
	return strcmp(bad->code, "RequestTimeTooSkewed") == 0 ? "set the clock of this host"
							      : "renew the AWS credentials";
}

static inline void
cloud_refuse(const struct call *call, const struct bad *bad, struct http_response *ret)
{
	bool xml = call->kind == CALL_AWS &&
	    (strcmp(call->service, "rds") == 0 || strcmp(call->service, "sns") == 0);

	if (call->kind != CALL_AWS)
		buf_puts(&ret->body, "<html>no</html>");
	else if (xml)
		rds_refuse(cloud_code(bad), "not so, in as many words as AWS may need", ret);
	else
		cloud_refused(ret, bad->status, cloud_code(bad),
		    "not so, in as many words as AWS may need");
	ret->status = bad->status;
}

/* A right answer, to what was not asked. */
static inline void
cloud_other(struct drive *d, const struct call *call, struct http_response *ret)
{
	struct cloud *cloud = d->world;

	if (call->kind != CALL_AWS)
		buf_puts(&ret->body, "<title>It works!</title>");
	else if (cloud_asks(call, "rds:DescribeGlobalClusters"))
		describe_cluster(cloud, cloud->move->to, &ret->body);
	else if (strcmp(call->service, "rds") == 0)
		describe_global(cloud, false, &ret->body);
	else if (cloud_asks(call, "route53-recovery-cluster:ListRoutingControls"))
		buf_puts(&ret->body, "{\"VersionId\":\"v\",\"SecretString\":\"{}\"}");
	else
		buf_puts(&ret->body, "{\"RoutingControls\":[]}");
}

static const struct world_of cloud_of = { .perform = cloud_perform,
	.refuse = cloud_refuse,
	.other = cloud_other,
	.resolve = cloud_resolve,
	.execute = cloud_execute };

/* ---- as a move leaves it ---- */

static inline bool
twice_is_once(const struct step_spec *step)
{
	return strcmp(step->kind->name, "publish") == 0 || strcmp(step->kind->name, "event") == 0 ||
	    cloud_flag(step, "repeatable");
}

/* What was done more than once, though it must not be; NULL: nothing. */
static inline const char *
cloud_twice(const struct cloud *cloud)
{
	if (cloud->again > 0)
		return "a move was asked for that had been accepted";
	for (size_t i = 0; i < CLOUD_DEEDS && cloud->deeds[i].n > 0; i++) {
		size_t step = strtoul(cloud->deeds[i].name, NULL, 10);

		if (cloud->deeds[i].n > 1 && !twice_is_once(&cloud->book->steps[step]))
			return cloud->deeds[i].name;
	}
	return NULL;
}

static inline bool
secret_names_writer(const struct cloud *cloud, size_t region)
{
	char host[128];

	if (secret_strategy(cloud->book) == VERIFIED)
		cloud_global_endpoint(cloud, host);
	else
		cloud_endpoint(cloud, cloud->move->to, host);
	return strstr(cloud->secrets[region].text, host) != NULL;
}

/* Why it is not as after a move; NULL: it is. */
static inline const char *
cloud_moved(struct cloud *cloud)
{
	bool planned = cloud->move->kind != MOVE_FAILOVER;

	if (cloud->writer != cloud->move->to)
		return "the writer has not moved";
	if (!cloud_serves(cloud, cloud->move->to) || cloud_serves(cloud, cloud->move->from))
		return "the traffic has not moved";
	if (!secret_names_writer(cloud, cloud->move->to))
		return "the secret does not name the writer";
	if (planned && !secret_names_writer(cloud, cloud->move->from))
		return "the secret of the old side does not name the writer";
	return NULL;
}

#endif
