/* SPDX-License-Identifier: MIT */
/* What else the cloud of the tests does for a run: routing controls, documents, functions, plans,
 * topics and buses; names, the application itself, and programs of the operator's. */
#ifndef TESTS_UNIT_DAEMON_CLOUD_WORK_H
#define TESTS_UNIT_DAEMON_CLOUD_WORK_H

#include "cloud_secret.h"

/* ---- routing controls ---- */

static inline void
list_controls(const struct cloud *cloud, struct http_response *ret)
{
	json_t *list = json_array();

	for (size_t i = 0; i < cloud->n_controls; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "RoutingControlArn", cloud->controls[i].arn,
			"RoutingControlState", cloud->controls[i].on ? "On" : "Off"));
	put_json(json_pack("{s:o}", "RoutingControls", list), ret);
}

static inline void
turn_control(struct drive *d, struct cloud *cloud, const char *arn, bool on)
{
	const char *target = cloud->app->regions[cloud->move->to].routing_control;
	bool *is = cloud_control(cloud, arn);

	assert_non_null(is);
	if (on && strcmp(arn, target) == 0 && cloud->writer != cloud->move->to)
		drive_wrong(d, "traffic before the writer");
	if (*is == on)
		return;
	*is = on;
	cloud_do(d, on ? "turn on" : "turn off", strrchr(arn, '/') + 1);
	if (strcmp(arn, target) == 0)
		cloud->traffic_since = d->now.boot;
}

static inline bool
overrides(const json_t *body, const char *rule)
{
	const json_t *rules = json_object_get(body, "SafetyRulesToOverride");
	const json_t *item;
	size_t i;

	json_array_foreach(rules, i, item)
	{
		if (strcmp(json_string_value(item), rule) == 0)
			return true;
	}
	return false;
}

static inline void
turn_controls(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	json_t *body = call_json(call);
	const json_t *entry;
	size_t i;

	if (cloud->rule && !overrides(body, cloud->rule)) {
		ret->status = 409;
		buf_printf(&ret->body,
		    "{\"__type\":\"ConflictException\",\"message\":\"Safety rule %s refuses\"}",
		    cloud->rule);
		json_decref(body);
		return;
	}
	json_array_foreach(json_object_get(body, "UpdateRoutingControlStateEntries"), i, entry)
	{
		turn_control(d, cloud,
		    json_string_value(json_object_get(entry, "RoutingControlArn")),
		    strcmp(json_string_value(json_object_get(entry, "RoutingControlState")),
			"On") == 0);
	}
	json_decref(body);
	buf_puts(&ret->body, "{}");
}

/* ---- documents and plans: started once for a token, ended after a while ---- */

static inline struct cloud_work *
work_of(struct cloud_work *list, const char *text)
{
	size_t i = 0;

	while (i < RUN_STEPS_MOST && list[i].id[0] && !strstr(text, list[i].id))
		i++;
	assert_in_range(i, 0, RUN_STEPS_MOST - 1);
	return &list[i];
}

static inline void
start_document(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	json_t *body = call_json(call);
	const char *token = json_string_value(json_object_get(body, "ClientToken"));
	struct cloud_work *work = work_of(cloud->documents, token);

	if (!work->id[0]) {
		snprintf(work->id, UUID_TEXT, "%s", token);
		work->since = d->now.boot;
		cloud_do(d, "start", "the document");
	}
	put_json(json_pack("{s:s}", "AutomationExecutionId", work->id), ret);
	json_decref(body);
}

static inline void
tell_document(struct drive *d, struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	const struct cloud_work *work = work_of(cloud->documents, buf_text(&call->http.body));

	put_json(json_pack("{s:{s:s, s:s}}", "AutomationExecution", "AutomationExecutionId",
		     work->id, "AutomationExecutionStatus",
		     d->now.boot - work->since < WORK_TAKES ? "InProgress" : "Success"),
	    ret);
}

static inline const char *
plan_state(const struct drive *d, const struct cloud_work *work)
{
	return d->now.boot - work->since < WORK_TAKES ? "inProgress" : "completed";
}

static inline void
start_plan(struct drive *d, struct cloud *cloud, const struct call *call, struct http_response *ret)
{
	json_t *body = call_json(call);
	const char *comment = json_string_value(json_object_get(body, "comment"));
	struct cloud_work *work = work_of(cloud->plans, "none");

	snprintf(work->id, UUID_TEXT, "%s", strrchr(comment, ' ') + 1);
	work->since = d->now.boot;
	cloud_do(d, "start", "the plan");
	put_json(json_pack("{s:s}", "executionId", work->id), ret);
	json_decref(body);
}

static inline void
list_plans(struct drive *d, const struct cloud *cloud, struct http_response *ret)
{
	json_t *items = json_array();

	for (size_t i = 0; i < RUN_STEPS_MOST && cloud->plans[i].id[0]; i++)
		json_array_append_new(items,
		    json_pack("{s:s, s:s, s:s}", "executionId", cloud->plans[i].id, "comment",
			cloud->plans[i].id, "executionState", plan_state(d, &cloud->plans[i])));
	put_json(json_pack("{s:o}", "items", items), ret);
}

/* ---- functions, topics and buses ---- */

static inline void
call_function(struct drive *d, const struct cloud *cloud, const struct call *call,
    struct http_response *ret)
{
	char name[32];

	snprintf(name, sizeof(name), "%zu call the function", d->run.next);
	if (d->acting)
		cloud_do(d, "call", "the function");
	else if (!strstr(buf_text(&call->http.body), "\"look\""))
		drive_wrong(d, "a look that is none");
	put_json(json_pack("{s:b}", "done", cloud_did(cloud, name) > 0), ret);
}

static inline void
tell_bus(struct drive *d, struct http_response *ret)
{
	cloud_do(d, "tell", "the bus");
	put_json(json_pack("{s:i, s:[{s:s}]}", "FailedEntryCount", 0, "Entries", "EventId", "e-1"),
	    ret);
}

static inline void
tell_topic(struct drive *d, struct http_response *ret)
{
	cloud_do(d, "tell", "the topic");
	buf_puts(&ret->body,
	    "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult>"
	    "</PublishResponse>");
}

/* ---- what is no API ---- */

/* Where the public name leads: it follows the traffic, a while later. */
static inline size_t
named_region(const struct drive *d, struct cloud *cloud)
{
	bool known = d->now.boot - cloud->traffic_since >= NAME_TAKES;

	return cloud_serves(cloud, cloud->move->to) && known ? cloud->move->to : cloud->move->from;
}

static inline void
cloud_resolve(struct drive *d, const struct call *call, struct dns_answer *ret)
{
	struct cloud *cloud = d->world;
	const struct option_list *addresses =
	    &cloud->app->regions[named_region(d, cloud)].addresses;

	*ret = (struct dns_answer){ .failure = DNS_ANSWERED, .authoritative = true, .ttl = 60 };
	for (size_t i = 0; i < addresses->n; i++)
		snprintf(ret->list[ret->n++], DNS_NAME, "%s", addresses->items[i]);
}

/* Well when its database writes, and its secret names it. */
static inline void
answer_customer(struct drive *d, struct cloud *cloud, struct http_response *ret)
{
	size_t region = named_region(d, cloud);
	char here[128], anywhere[128];

	cloud_endpoint(cloud, region, here);
	cloud_global_endpoint(cloud, anywhere);
	if (cloud->writer != region ||
	    (!strstr(cloud->secrets[region].text, here) &&
		!strstr(cloud->secrets[region].text, anywhere)))
		ret->status = 503;
	buf_puts(&ret->body, "<title>Remittance</title>");
}

static inline void
cloud_execute(struct drive *d, const struct call *call, struct process_answer *ret)
{
	struct cloud *cloud = d->world;
	char name[32];

	*ret = (struct process_answer){ .failure = PROCESS_EXITED };
	snprintf(name, sizeof(name), "%zu run the program", d->run.next);
	if (d->acting)
		cloud_do(d, "run", "the program");
	else
		ret->status = cloud_did(cloud, name) > 0 ? 0 : 1;
}

#endif
